package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import java.util.List;
import org.apache.zookeeper.Op;

/**
 * The result of a won election.
 *
 * @param epoch the zxid of the winning transaction: greater than every earlier zxid
 * @param term the version of the epoch node that the transaction set
 * @param sessionId the session that owns the running node
 * @param sent the time at which the winning transaction was sent
 */
record ElectionWin(long epoch, int term, long sessionId, ClockReading sent) {
  /**
   * The version of our running node, which we create and write once; canal only creates its own.
   */
  static final int RUNNING_VERSION = 1;

  /** Returns the checks that precede every write; they fail as soon as the term is over. */
  List<Op> guards(Paths paths, String destination, int runningVersion) {
    return List.of(
        Op.check(paths.running(destination), runningVersion),
        Op.check(paths.epoch(destination), term));
  }
}
