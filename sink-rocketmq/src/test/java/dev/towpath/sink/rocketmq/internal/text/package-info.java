@NullMarked
package dev.towpath.sink.rocketmq.internal.text;

import org.jspecify.annotations.NullMarked;
