package dev.sluice.sink.rocketmq.internal.lane;

/**
 * How much a lane takes.
 *
 * @param batchMessages messages in a batch
 * @param batchBytes bytes in a batch of more than one message
 * @param bufferBytes bytes that may wait
 */
record LaneLimits(int batchMessages, long batchBytes, long bufferBytes) {}
