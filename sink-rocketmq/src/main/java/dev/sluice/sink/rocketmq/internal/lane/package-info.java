/**
 * Lanes to queues: each sends in order and one request at a time, confirms what the broker secured,
 * and recognises what an earlier sink of the pipeline left in its queue.
 */
@NullMarked
package dev.sluice.sink.rocketmq.internal.lane;

import org.jspecify.annotations.NullMarked;
