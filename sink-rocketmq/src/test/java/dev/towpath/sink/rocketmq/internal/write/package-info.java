@NullMarked
package dev.towpath.sink.rocketmq.internal.write;

import org.jspecify.annotations.NullMarked;
