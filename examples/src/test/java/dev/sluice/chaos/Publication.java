package dev.sluice.chaos;

import java.util.List;

/**
 * A message in the topic. Immutable.
 *
 * @param queue its queue
 * @param place where the broker stored it: grows over all queues
 * @param size how many bytes it takes there
 * @param epoch the term of leadership in which it was published
 * @param publisher the process that published it
 * @param number what the publisher says is its number in the queue
 * @param rows the changes it carries
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
