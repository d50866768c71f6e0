package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.Terms;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.position.PositionStore;
import dev.towpath.testkit.PositionStoreContract;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract with real leases: the open instance wins each term in an election. */
class PositionStoreContractTest extends PositionStoreContract {
  private static LocalZooKeeper server;
  private static int tests;

  private final Instances instances = new Instances();
  private final Terms terms = new Terms();
  private final String root = "/positions" + tests++;
  private @Nullable ZooKeeperHa ha;

  @BeforeAll
  static void startServer() throws Exception {
    server = LocalZooKeeper.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @AfterEach
  void close() {
    instances.close();
  }

  @Override
  protected PositionStore open() {
    ZooKeeperHa before = ha;
    if (before != null) {
      before.close();
    }
    ha = instances.open(Instances.builder(server.address()).root(root));
    return ha.positionStore();
  }

  @Override
  protected Lease nextTerm(String destination) throws Exception {
    return terms.next(Objects.requireNonNull(ha), destination);
  }

  /**
   * Returns whether the failure is a refusal; a closed instance's lease is foreign to its
   * successor.
   */
  @Override
  protected boolean isRefusal(Exception failed) {
    return super.isRefusal(failed) || failed instanceof IllegalArgumentException;
  }

  /**
   * Returns pipelines without names that cannot be nodes, which are refused at the pipeline's
   * start.
   */
  @Override
  protected List<String> pipelines() {
    return super.pipelines().stream().filter(name -> Paths.objectionTo(name) == null).toList();
  }
}
