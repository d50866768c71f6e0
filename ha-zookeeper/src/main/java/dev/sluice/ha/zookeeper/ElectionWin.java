package dev.sluice.ha.zookeeper;

import java.util.List;
import org.apache.zookeeper.Op;

/**
 * What a won election gave.
 *
 * @param epoch the zxid of the winning transaction: greater than that of every earlier one
 * @param term the version of the epoch node that transaction made
 * @param sessionId the session that owns the running node
 * @param sent when the winning transaction was sent
 */
record ElectionWin(long epoch, int term, long sessionId, ClockReading sent) {
  /** The version of a running node of ours: we create it and write it once; canal does not. */
  static final int RUNNING_VERSION = 1;

  /** What fails at once when the term is over: to be put in front of every write. */
  List<Op> guards(Paths paths, String destination, int runningVersion) {
    return List.of(
        Op.check(paths.running(destination), runningVersion),
        Op.check(paths.epoch(destination), term));
  }
}
