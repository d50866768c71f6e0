package dev.towpath.sink.rocketmq.option;

/** The policy for updates that change the partition key and so move a row to another queue. */
public enum KeyChangePolicy {
  /**
   * One update in the queue of the new values, as in canal. A consumer of several queues may see it
   * before earlier changes of the row, which are in the old queue.
   */
  UPDATE,

  /**
   * A delete of the old row in the old queue, then an insert of the new row in the new queue. The
   * insert is sent once the broker has confirmed the delete. Needs row images with all columns.
   */
  DELETE_AND_INSERT
}
