package dev.sluice.ha.zookeeper;

import dev.sluice.coordination.Lease;
import dev.sluice.position.PositionStore;
import dev.sluice.testkit.PositionStoreContract;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract with real leases: each term is won anew, by whatever instance is open. */
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

  /** A lease of an instance that was closed is none of the one that was opened instead. */
  @Override
  protected boolean isRefusal(Exception failed) {
    return super.isRefusal(failed) || failed instanceof IllegalArgumentException;
  }

  /** Without those that cannot be nodes: the pipeline is refused them at its start. */
  @Override
  protected List<String> destinations() {
    return super.destinations().stream().filter(name -> Paths.objectionTo(name) == null).toList();
  }
}
