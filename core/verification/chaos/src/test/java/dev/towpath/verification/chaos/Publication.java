package dev.towpath.verification.chaos;

import java.util.List;

/**
 * A message in the topic. Immutable.
 *
 * @param queue its queue
 * @param place its place in the broker's store, which grows over all queues
 * @param size its size there in bytes
 * @param epoch the term of leadership in which it was published
 * @param publisher the process that published it
 * @param number its number in the queue, according to the publisher
 * @param rows its changes
 */
record Publication(
    int queue,
    long place,
    int size,
    long epoch,
    String publisher,
    long number,
    List<RowVersion> rows) {
  Publication {
    rows = List.copyOf(rows);
  }

  @Override
  public String toString() {
    return "message %d in queue %d of epoch %d by %s at %d with %s"
        .formatted(number, queue, epoch, publisher, place, rows);
  }
}
