package dev.towpath.ha.zookeeper.internal.position;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of damaged stores: permanent failures fail at once, transient ones do not. */
final class DamagedStoreTest extends PositionStoreTestBase {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql-bin.000001:4",
        "{\"v\":1,\"t\":1,\"s\":1",
        "{\"v\":2,\"t\":1,\"s\":1,\"p\":\"x\"}",
        "{\"v\":1,\"t\":99999999999999999999,\"s\":1,\"p\":\"x\"}",
        "{\"v\":1,\"t\":9223372036854775807,\"s\":1,\"p\":\"1;file=b.1;offset=4\"}",
        "{\"v\":1,\"t\":1,\"s\":1,\"p\":\"1;file=b.1;offset=4\",\"sink\":\"%%%\"}"
      })
  void aDamagedCursorIsUnusable(String content) throws Exception {
    name();
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    LocalZooKeeper.create(admin, cursor, content.getBytes(UTF_8));

    assertUnusable(() -> ha.positionStore().load(lease), cursor, "or delete it");
    assertTrue(lease.isValid());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{\"postion\":{\"journalName\":\"\",\"position\":4}}",
        "{\"postion\":{\"journalName\":\"b.1\",\"position\":99999999999999999999}}",
        "{\"postion\":{\"journalName\":\"b.1\",\"position\":4,\"serverId\":-7}}",
        "{\"postion\":{\"journalName\":\"b.1\",\"position\":4,\"gtid\":\"no set\"}}"
      })
  void aDamagedCursorOfCanalEndsTheWait(String content) throws Exception {
    name();
    LocalZooKeeper.create(admin, canalCursor, content.getBytes(UTF_8));
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));

    try {
      ha.positionStore().load(lease);
      assertTrue(content.contains("serverId"), "it was taken over");
    } catch (UnusableStoreException e) {
      assertTrue(String.valueOf(e.getMessage()).contains(canalCursor), e.toString());
    }
    assertTrue(lease.isValid());
  }

  @Test
  void aMetaFileThatIsADirectoryIsUnusable(@TempDir Path directory) throws Exception {
    Path file = directory.resolve(destination).resolve("meta.dat");
    Files.createDirectories(file);
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).canalDataDirectory(directory));
    Lease lease = elected(stand(ha, destination));

    assertUnusable(
        () -> ha.positionStore().load(lease), file.toString(), "leave out canalDataDirectory");
  }

  @Test
  void aSourceThatCannotBeMirroredIsUnusable() throws Exception {
    ZooKeeperHa ha =
        instances.open(Instances.builder(server.address()).mirrorCanalCursor(name -> "no-port"));
    Lease lease = elected(stand(ha, destination));

    assertUnusable(() -> ha.positionStore().load(lease), "no-port", "mirrorCanalCursor");
    assertInstanceOf(UnusableStoreException.class, failure(ha, checkpoint(100), lease));
    assertUnusable(
        () -> ha.positionStore().saveAndRelease(checkpoint(100), lease), "no-port", "correct");
    assertFalse(lease.isValid());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{\"v\":1,\"t\":1,\"s\":1,\"g\":0,\"n\":4294967296}",
        "{\"v\":1,\"t\":1,\"s\":1,\"g\":0,\"n\":-1}",
        "{\"v\":1,\"t\":1,\"s\":1,\"g\":0,\"n\":3}"
      })
  void aDamagedSchemaNodeIsUnusable(String content) throws Exception {
    name();
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    LocalZooKeeper.create(admin, schema(), content.getBytes(UTF_8));

    assertUnusable(() -> ha.schemaStore().load(lease), schema(), "delete the node");
    assertUnusable(() -> ha.schemaStore().append(new byte[1], lease), schema(), "delete the node");
    assertUnusable(
        () -> ha.schemaStore().replace(List.of(new byte[1]), lease), schema(), "delete the node");
  }

  @Test
  void aDamagedChunkOfTheSchemaIsUnusable() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    ha.schemaStore().load(lease);
    ha.schemaStore().append(new byte[] {1, 2, 3}, lease);
    String chunk = schema() + '/' + admin.getChildren(schema(), false).get(0);

    admin.setData(chunk, new byte[] {1, 2, 3, 4}, -1);
    assertUnusable(() -> ha.schemaStore().load(lease), schema(), "delete the node");
    admin.delete(chunk, -1);
    assertUnusable(() -> ha.schemaStore().load(lease), chunk + " is missing", "delete the node");
  }

  @Test
  void aRefusedNodeIsNotUnusable() throws Exception {
    ZooKeeperHa ha = instances.open(server.address());
    Lease lease = elected(stand(ha, destination));
    ha.schemaStore().load(lease);
    admin.addAuthInfo("digest", "root:secret".getBytes(UTF_8));
    LocalZooKeeper.create(admin, cursor, new byte[0]);
    admin.setACL(cursor, Ids.CREATOR_ALL_ACL, -1);
    admin.setACL(schema(), Ids.CREATOR_ALL_ACL, -1);

    IOException position = assertThrows(IOException.class, () -> ha.positionStore().load(lease));
    IOException schema = assertThrows(IOException.class, () -> ha.schemaStore().load(lease));

    assertFalse(position instanceof UnusableStoreException, position.toString());
    assertFalse(schema instanceof UnusableStoreException, schema.toString());
    admin.setACL(cursor, Ids.OPEN_ACL_UNSAFE, -1);
    admin.setACL(schema(), Ids.OPEN_ACL_UNSAFE, -1);
    await(ha, checkpoint(100), lease);
    assertArrayEquals(new byte[0][], ha.schemaStore().load(lease).toArray(byte[][]::new));
  }

  /** Names a destination for each content of a parameterized test. */
  private void name() {
    destination = destination + "-" + System.nanoTime();
    running = "/otter/canal/destinations/" + destination + "/running";
    cursor = "/otter/canal/ha/" + destination + "/cursor/1001";
    canalCursor = "/otter/canal/destinations/" + destination + "/1001/cursor";
  }

  private String schema() {
    return "/otter/canal/ha/" + destination + "/schema";
  }

  private static void assertUnusable(Executable call, String... words) {
    String message = String.valueOf(assertThrows(UnusableStoreException.class, call).getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }
}
