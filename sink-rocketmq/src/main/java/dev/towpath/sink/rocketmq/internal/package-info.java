/** Classes that RocketMQ's client finds by itself. Internal: may change in any release. */
@NullMarked
package dev.towpath.sink.rocketmq.internal;

import org.jspecify.annotations.NullMarked;
