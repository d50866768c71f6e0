package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;

/**
 * The heartbeat of a session's leases: transactions that only check and prove that they last. A
 * ping would prove nothing: a server without a quorum still answers it. Confined to the loop.
 */
final class LeaseRenewal {
  private static final int LEASES_PER_BEAT = 100;
  private static final int GUARDS_PER_LEASE = 2;

  private final Context context;

  LeaseRenewal(Context context) {
    this.context = context;
  }

  /** Proves all {@code leases} that no other write has proven recently. */
  void tick(Collection<ZooKeeperLease> leases) {
    // An eighth: a due heartbeat is noticed up to a 24th later, and a sixth must not be exceeded.
    long due = TimeUnit.MILLISECONDS.toNanos(context.session().timeoutMillis()) / 8;
    beat(
        leases.stream()
            .filter(lease -> !lease.isBeating())
            .filter(lease -> lease.gate().proofAgeNanos() >= due || !lease.isValid())
            .toList());
  }

  /** Forgets heartbeats in flight, which a new connection has lost. */
  void connected(Collection<ZooKeeperLease> leases) {
    leases.forEach(lease -> lease.setBeating(false));
    beat(leases);
  }

  private void beat(Collection<ZooKeeperLease> leases) {
    var batch = new ArrayList<ZooKeeperLease>();
    for (ZooKeeperLease lease : leases) {
      if (lease.isLive() && context.session().connectedAs(lease.sessionId()) != null) {
        batch.add(lease);
      }
      if (batch.size() == LEASES_PER_BEAT) {
        send(List.copyOf(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      send(List.copyOf(batch));
    }
  }

  private void send(List<ZooKeeperLease> leases) {
    Handle handle = context.session().connected();
    if (handle == null) {
      return;
    }
    var guards = new ArrayList<Op>();
    for (ZooKeeperLease lease : leases) {
      lease.setBeating(true);
      guards.addAll(lease.guards(context.paths()));
    }
    handle.multi(guards, reply -> answered(handle, leases, reply));
  }

  private void answered(Handle handle, List<ZooKeeperLease> leases, Reply<List<OpResult>> reply) {
    if (handle != context.session().connected() && !reply.isOk()) {
      return;
    }
    leases.forEach(lease -> lease.setBeating(false));
    if (reply.isOk()) {
      leases.forEach(lease -> lease.proven(reply.sent()));
    } else if (reply.isSessionOver()) {
      context.session().doubt(handle);
    } else if (!reply.isUnknown()) {
      refused(leases, reply);
    }
  }

  private void refused(List<ZooKeeperLease> leases, Reply<List<OpResult>> reply) {
    int operation = Math.max(0, Reply.failedOperation(reply));
    ZooKeeperLease refused = leases.get(operation / GUARDS_PER_LEASE);
    refused.refused(operation % GUARDS_PER_LEASE, reply.code());
    beat(leases.stream().filter(lease -> lease != refused).toList());
  }
}
