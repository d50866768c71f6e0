/** JMH benchmarks of the encoders alone, in the package that creates their messages. */
@NullMarked
package dev.towpath.sink.rocketmq;

import org.jspecify.annotations.NullMarked;
