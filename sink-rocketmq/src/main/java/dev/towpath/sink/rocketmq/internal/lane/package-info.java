/**
 * Lanes to queues. Each lane sends in order and one request at a time, and confirms messages that
 * the broker secured. It recognises messages that an earlier sink of the pipeline left in its
 * queue.
 */
@NullMarked
package dev.towpath.sink.rocketmq.internal.lane;

import org.jspecify.annotations.NullMarked;
