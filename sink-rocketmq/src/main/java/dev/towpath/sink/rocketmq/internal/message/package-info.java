/** Messages as they are sent and as a queue stores them: body, properties, the rows they cover. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.message;

import org.jspecify.annotations.NullMarked;
