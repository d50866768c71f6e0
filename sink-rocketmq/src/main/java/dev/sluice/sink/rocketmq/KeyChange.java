package dev.sluice.sink.rocketmq;

/**
 * What becomes of an update that moves a row to another queue because it changes what is hashed.
 */
public enum KeyChange {
  /**
   * One update, in the queue of the new values, as in canal. A consumer of several queues may see
   * it before earlier changes of the row, which are in the old queue.
   */
  UPDATE,

  /**
   * A delete of the old row in the old queue and, once the broker has confirmed it, an insert of
   * the new row in the new queue. Needs row images with all columns.
   */
  DELETE_AND_INSERT
}
