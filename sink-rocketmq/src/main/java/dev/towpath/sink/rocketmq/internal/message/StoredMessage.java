package dev.towpath.sink.rocketmq.internal.message;

/**
 * A message read from a queue, as far as the sink can tell.
 *
 * @param offset the offset in the queue
 * @param writer the escaped name of the pipeline that wrote it; empty when another program did
 * @param epoch the term of leadership in which it was written
 * @param number the number of the message in its queue, see {@link MessageProperties#NUMBER}
 * @param rows the rows it covers
 */
public record StoredMessage(long offset, String writer, long epoch, long number, RowRange rows) {}
