/** Tests of the formats of message bodies. */
@NullMarked
package dev.sluice.sink.rocketmq.internal.format;

import org.jspecify.annotations.NullMarked;
