/** The options of the sink that are choices between fixed values. */
@NullMarked
package dev.towpath.sink.rocketmq.option;

import org.jspecify.annotations.NullMarked;
