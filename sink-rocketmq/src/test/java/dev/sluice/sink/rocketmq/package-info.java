/** Tests of the RocketMQ sink. */
@NullMarked
package dev.sluice.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
