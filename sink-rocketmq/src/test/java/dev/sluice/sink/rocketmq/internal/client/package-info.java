/** Tests of the client. */
@NullMarked
package dev.sluice.sink.rocketmq.internal.client;

import org.jspecify.annotations.NullMarked;
