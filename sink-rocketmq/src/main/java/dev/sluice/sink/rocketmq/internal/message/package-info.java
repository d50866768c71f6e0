/** Messages as they are sent and as they lie in a queue: body, properties, the rows they cover. */
@NullMarked
package dev.sluice.sink.rocketmq.internal.message;

import org.jspecify.annotations.NullMarked;
