package dev.towpath.sink.rocketmq.internal.lane;

/**
 * The end of a batch in one lane. Immutable.
 *
 * @param lane the lane
 * @param number the number of the last message
 * @param offset the offset after it, if an earlier sink published it; otherwise {@link #TO_BE_SENT}
 */
record LaneMark(LaneWorker lane, long number, long offset) {
  /** The offset of a message that this sink sends. */
  static final long TO_BE_SENT = -2;

  boolean isConfirmed() {
    return lane.isConfirmed(number);
  }

  /** Makes this mark the place from which the next sink of the pipeline resumes. */
  void settle() {
    lane.settle(number, offset);
  }
}
