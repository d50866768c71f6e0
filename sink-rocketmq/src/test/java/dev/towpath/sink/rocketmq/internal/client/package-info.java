/** Tests of the client. */
@NullMarked
package dev.towpath.sink.rocketmq.internal.client;

import org.jspecify.annotations.NullMarked;
