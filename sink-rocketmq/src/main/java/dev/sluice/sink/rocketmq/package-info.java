/**
 * A sink that publishes changes to RocketMQ, in order per queue. Messages have canal's format
 * unless another {@link dev.sluice.sink.rocketmq.MessageEncoder} is set.
 */
@NullMarked
package dev.sluice.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
