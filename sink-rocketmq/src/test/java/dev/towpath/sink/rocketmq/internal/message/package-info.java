/** Tests of messages. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.message;

import org.jspecify.annotations.NullMarked;
