/**
 * The way from the changes of a batch to messages that fit their queues. Internal: may change in
 * any release.
 */
@NullMarked
package dev.towpath.sink.rocketmq.internal.write;

import org.jspecify.annotations.NullMarked;
