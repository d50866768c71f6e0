/** The functions that decide the topic and the partition of a change. */
@NullMarked
package dev.towpath.sink.rocketmq.route;

import org.jspecify.annotations.NullMarked;
