/** Tests of lanes. */
@NullMarked
package dev.sluice.sink.rocketmq.internal.lane;

import org.jspecify.annotations.NullMarked;
