package dev.towpath.ha.zookeeper.instances;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import java.util.HashMap;
import java.util.Map;

/** Terms with real leases: the given instance wins each in an election. Used by one thread. */
public final class Terms {
  private final Map<String, Lease> leases = new HashMap<>();

  /** Ends the term of {@code destination}, if there is one, and lets {@code ha} win the next. */
  public Lease next(ZooKeeperHa ha, String destination) throws Exception {
    Lease before = leases.get(destination);
    if (before != null) {
      before.close();
    }
    Lease next = Instances.elected(Instances.stand(ha, destination));
    leases.put(destination, next);
    return next;
  }
}
