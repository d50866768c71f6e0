/** Tests of the formats of message bodies. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.format;

import org.jspecify.annotations.NullMarked;
