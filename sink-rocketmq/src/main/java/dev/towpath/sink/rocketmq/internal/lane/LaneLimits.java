package dev.towpath.sink.rocketmq.internal.lane;

/**
 * The limits of a lane.
 *
 * @param batchMessages the messages in a batch
 * @param batchBytes the bytes in a batch of more than one message
 * @param bufferBytes the bytes that may wait
 */
record LaneLimits(int batchMessages, long batchBytes, long bufferBytes) {}
