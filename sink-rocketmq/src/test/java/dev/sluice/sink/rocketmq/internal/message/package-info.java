/** Tests of messages. */
@NullMarked
package dev.sluice.sink.rocketmq.internal.message;

import org.jspecify.annotations.NullMarked;
