@NullMarked
package dev.towpath.sink.rocketmq.format;

import org.jspecify.annotations.NullMarked;
