/** Tests of lanes. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.lane;

import org.jspecify.annotations.NullMarked;
