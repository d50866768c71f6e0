/**
 * A sink that publishes changes to RocketMQ: in order per queue, as canal's messages unless another
 * {@link dev.sluice.sink.rocketmq.MessageEncoder} is given.
 */
@NullMarked
package dev.sluice.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
