/**
 * A sink that publishes changes to RocketMQ, in order per queue. Messages have canal's format
 * unless another {@link dev.towpath.sink.rocketmq.format.MessageEncoder} is set.
 */
@NullMarked
package dev.towpath.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
