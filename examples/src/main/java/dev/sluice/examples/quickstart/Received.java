package dev.sluice.examples.quickstart;

/**
 * A message as it came from RocketMQ. Immutable.
 *
 * @param topic its topic, which is named like the pipeline that wrote it
 * @param queue the number of its queue
 * @param term the term of leadership in which it was written
 * @param message its content
 * @param nanoTime when it was received, by {@link System#nanoTime()}
 */
record Received(String topic, int queue, long term, FlatMessage message, long nanoTime) {}
