/** Tests of the classes that RocketMQ's client finds by itself. */
@NullMarked
package dev.towpath.sink.rocketmq.internal;

import org.jspecify.annotations.NullMarked;
