package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.testkit.CoordinatorContract;
import dev.towpath.waiting.Wait;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The coordinator's contract; each instance has a session of its own, as another process would. */
class CoordinatorContractTest extends CoordinatorContract {
  private static LocalZooKeeper server;
  private static ZooKeeper admin;

  @BeforeAll
  static void startServer() throws Exception {
    server = LocalZooKeeper.start();
    admin = server.client();
  }

  @AfterAll
  static void stopServer() throws Exception {
    admin.close();
    server.close();
  }

  @Override
  protected Coordinator open() throws Exception {
    ZooKeeperHa ha = Instances.builder(server.address()).build();
    // Candidates of an instance that has no session for two seconds are told of that.
    Wait.until("the session", () -> ha.health().state() == ConnectionHealth.State.UP);
    return new Instance(ha);
  }

  /** Deletes the node that canal's operators delete. */
  @Override
  protected boolean revoke(Lease lease) throws Exception {
    admin.delete("/otter/canal/destinations/" + lease.pipeline() + "/running", -1);
    return true;
  }

  /** A coordinator that is closed with its session. */
  private record Instance(ZooKeeperHa ha) implements Coordinator, AutoCloseable {
    @Override
    public Lease acquire(String destination) throws InterruptedException {
      return ha.coordinator().acquire(destination);
    }

    @Override
    public void close() {
      ha.close();
    }
  }
}
