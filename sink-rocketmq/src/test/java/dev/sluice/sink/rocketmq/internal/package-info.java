/** Tests of the classes that RocketMQ's client finds by itself. */
@NullMarked
package dev.sluice.sink.rocketmq.internal;

import org.jspecify.annotations.NullMarked;
