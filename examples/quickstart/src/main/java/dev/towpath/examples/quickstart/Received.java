package dev.towpath.examples.quickstart;

/**
 * A message received from RocketMQ. Immutable.
 *
 * @param topic its topic, named like the pipeline that wrote it
 * @param queue the number of its queue
 * @param term the term of leadership in which it was written
 * @param message its content
 * @param nanoTime the time of its receipt, by {@link System#nanoTime()}
 */
record Received(String topic, int queue, long term, FlatMessage message, long nanoTime) {}
