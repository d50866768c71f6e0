/** Tests of the RocketMQ sink. */
@NullMarked
package dev.towpath.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
