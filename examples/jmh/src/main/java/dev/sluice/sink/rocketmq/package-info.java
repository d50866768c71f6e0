/** The encoders alone, measured with JMH: in the package that makes their messages. */
@NullMarked
package dev.sluice.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
