package dev.towpath.ha.zookeeper.internal.session;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalEnsemble;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

class IsolatedFollowerTest {
  private static final String RUNNING = "/otter/canal/destinations/d/running";

  /**
   * A server that has lost the others still answers pings and reads for a while. A client that only
   * waits for a disconnection would therefore trust its lease.
   */
  @Test
  void aServerWithoutQuorumCannotKeepALeaseAlive() throws Exception {
    try (var ensemble = LocalEnsemble.start();
        var instances = new Instances()) {
      int isolated = ensemble.follower();
      ZooKeeperHa leader = instances.open(patient(ensemble.address(isolated)));
      ZooKeeperHa standby = instances.open(patient(ensemble.address((isolated + 1) % 3)));
      Lease lease = elected(stand(leader, "d"));
      CompletableFuture<Lease> next = stand(standby, "d");
      ZooKeeper believer = LocalZooKeeper.client(ensemble.address(isolated));

      lease.await();
      ensemble.isolate(isolated);
      Lease taken = elected(next);
      boolean wasStillValid = lease.isValid();

      assertNotNull(believer.exists(RUNNING, false), "the isolated server has noticed too early");
      assertFalse(wasStillValid);
      assertTrue(taken.epoch() > lease.epoch());
      believer.close(100);
    }
  }

  private static ZooKeeperHa.Builder patient(String address) {
    return Instances.builder(address)
        .sessionTimeout(Duration.ofSeconds(3))
        .closeTimeout(Duration.ofSeconds(1));
  }
}
