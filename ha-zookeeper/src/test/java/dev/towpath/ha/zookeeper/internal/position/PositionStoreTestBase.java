package dev.towpath.ha.zookeeper.internal.position;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.position.Checkpoint;
import dev.towpath.waiting.Wait;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/**
 * The base of tests with a ZooKeeper server, instances, and the nodes of one destination per test.
 */
public abstract class PositionStoreTestBase {
  protected static LocalZooKeeper server;
  protected static ZooKeeper admin;

  protected final Instances instances = new Instances();
  protected String destination = "";
  protected String running = "";
  protected String cursor = "";
  protected String canalCursor = "";

  @BeforeAll
  protected static void startServer() throws Exception {
    server = LocalZooKeeper.start();
    admin = server.client();
  }

  @AfterAll
  protected static void stopServer() throws Exception {
    admin.close();
    server.close();
  }

  @BeforeEach
  protected void name(TestInfo test) {
    destination = test.getTestMethod().orElseThrow().getName();
    running = "/otter/canal/destinations/" + destination + "/running";
    cursor = "/otter/canal/ha/" + destination + "/cursor/1001";
    canalCursor = "/otter/canal/destinations/" + destination + "/1001/cursor";
  }

  @AfterEach
  protected void close() {
    instances.close();
  }

  CursorJson stored() throws Exception {
    return CursorJson.read(admin.getData(cursor, false, null));
  }

  protected static Checkpoint checkpoint(long offset) {
    return Checkpoint.of(BinlogPosition.builder("mysql-bin.000007", offset).build());
  }

  protected static void await(ZooKeeperHa ha, Checkpoint checkpoint, Lease lease) throws Exception {
    ha.positionStore()
        .save(checkpoint, lease)
        .toCompletableFuture()
        .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  protected static Throwable failure(ZooKeeperHa ha, Checkpoint checkpoint, Lease lease) {
    return failure(ha.positionStore().save(checkpoint, lease).toCompletableFuture());
  }

  protected static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  protected static Throwable failure(CompletableFuture<Void> save) {
    @Nullable Throwable cause =
        assertThrows(ExecutionException.class, () -> save.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS))
            .getCause();
    return cause == null ? new AssertionError("no cause") : cause;
  }

  protected static byte[] canals(String file, long position) {
    return ("{\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\",\"identity\":"
            + "{\"slaveId\":-1,\"sourceAddress\":{\"address\":\"db\",\"port\":3306}},\"postion\":"
            + "{\"gtid\":\"\",\"included\":false,\"journalName\":\"%s\",\"position\":%d,"
            + "\"serverId\":1,\"timestamp\":1726308024000}}")
        .formatted(file, position)
        .getBytes(UTF_8);
  }
}
