package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Parents;
import org.apache.zookeeper.KeeperException.Code;

/**
 * The reaction of one election to failed requests: the meaning of a code, the report and the time
 * of the next look. Confined to the loop.
 */
final class ElectionFailures {
  private final Context context;
  private final RunningNode node;
  private final ElectionStep step;
  private final ElectionTimers timers;
  private final ElectionObstacles obstacles;

  ElectionFailures(
      Context context,
      RunningNode node,
      ElectionStep step,
      ElectionTimers timers,
      ElectionObstacles obstacles) {
    this.context = context;
    this.node = node;
    this.step = step;
    this.timers = timers;
    this.obstacles = obstacles;
  }

  /** Handles {@code code}, the failure of a request; {@code intention} says what it was to do. */
  void failed(Handle handle, Code code, String intention) {
    switch (code) {
      // The election looks again after a reconnection; until then the timer has nothing to do.
      case NODEEXISTS, BADVERSION, CONNECTIONLOSS, SESSIONMOVED, REQUESTTIMEOUT ->
          timers.lookSoon();
      case SESSIONEXPIRED -> context.session().doubt(handle);
      case NONODE ->
          node.makeParents(
              handle,
              step.begin(ElectionStep.Kind.REQUEST, outcome -> parentsMade(handle, outcome)));
      case NOAUTH ->
          refused(code, intention, "check digest(…) or sasl(…), and the ACL of that node");
      default -> refused(code, intention, "check that node");
    }
  }

  private void parentsMade(Handle handle, Parents.Outcome outcome) {
    if (outcome.isOk()) {
      timers.lookSoon();
    } else if (outcome.code() == Code.NONODE) {
      refused(
          Code.NONODE,
          "create " + outcome.path(),
          "create the chroot, or correct the end of the connect string");
    } else {
      failed(handle, outcome.code(), "create " + outcome.path());
    }
  }

  private void refused(Code code, String intention, String advice) {
    obstacles.refused(code, intention, advice);
    timers.lookLater();
  }
}
