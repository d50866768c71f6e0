package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.session.Problems;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import org.apache.zookeeper.KeeperException.Code;

/** The reported obstacles to one election. Confined to the loop. */
final class ElectionObstacles {
  private final Context context;
  private final String destination;
  private final Problems.Subject refusal;
  private final Problems.Subject doubt;

  ElectionObstacles(Context context, String destination) {
    this.context = context;
    this.destination = destination;
    this.refusal = Problems.Subject.of(destination, "election");
    this.doubt = Problems.Subject.of(destination, "lease");
  }

  /** Reports that ZooKeeper refused a request that the election needs. */
  void refused(Code code, String intention, String advice) {
    context
        .problems()
        .report(
            refusal,
            ConnectionHealth.State.FAILED,
            "%s: ZooKeeper at '%s' refused to %s: %s; %s; candidates wait and the request is retried"
                .formatted(destination, connectString(), intention, code, advice));
  }

  /** Reports that the lease cannot be proven at present. */
  void suspect(ZooKeeperLease lease) {
    context
        .problems()
        .report(
            doubt,
            ConnectionHealth.State.DEGRADED,
            ("%s is suspect: no server of '%s' has confirmed it in time, and nothing is written"
                    + " until one does. Check that the servers have a quorum, and the network")
                .formatted(lease, connectString()));
  }

  /** Reports that the lease was lost for lack of contact. */
  void lost(ZooKeeperLease lease, String why) {
    context
        .problems()
        .report(
            doubt,
            ConnectionHealth.State.DEGRADED,
            ("%s was lost: %s; the next election needs no help. If this is frequent, check the"
                    + " network to '%s' and the pauses of this process, or raise sessionTimeout")
                .formatted(lease, why, connectString()));
  }

  /** Notes that the lease is proven again. */
  void proven() {
    context.problems().resolved(doubt);
  }

  /** Notes that the election works, or that it is not needed. */
  void clear() {
    context.problems().resolved(refusal);
    context.problems().resolved(doubt);
  }

  private String connectString() {
    return context.settings().connectString();
  }
}
