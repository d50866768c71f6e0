package dev.towpath.ha.zookeeper.internal.schema;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.Terms;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.position.StaleEpochException;
import dev.towpath.schema.SchemaStore;
import dev.towpath.testkit.SchemaStoreContract;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract with real leases: the open instance wins each term in an election. */
class SchemaStoreTest extends SchemaStoreContract {
  private static LocalZooKeeper server;

  private final Instances instances = new Instances();
  private final Terms terms = new Terms();
  private @Nullable ZooKeeperHa ha;
  private int root;

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
  protected SchemaStore open() throws Exception {
    ZooKeeperHa before = ha;
    if (before == null) {
      root = (int) (System.nanoTime() & 0xFFFFFF);
    } else {
      before.close();
    }
    ZooKeeperHa opened =
        instances.open(Instances.builder("127.0.0.1:" + server.port()).root("/schema" + root));
    ha = opened;
    return opened.schemaStore();
  }

  @Override
  protected Lease nextTerm(String destination) throws Exception {
    return terms.next(Objects.requireNonNull(ha), destination);
  }

  @Override
  protected void assertRefused(Call call) {
    RuntimeException refused = assertThrows(RuntimeException.class, call::run);
    // A closed instance's lease is foreign to its successor.
    assertTrue(
        refused instanceof StaleEpochException
            || refused instanceof LeaseLostException
            || refused instanceof IllegalArgumentException,
        refused.toString());
  }
}
