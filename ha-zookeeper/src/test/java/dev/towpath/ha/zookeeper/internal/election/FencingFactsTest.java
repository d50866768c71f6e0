package dev.towpath.ha.zookeeper.internal.election;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the server behaviour that the election relies on. */
class FencingFactsTest {
  private static final String RUNNING = "/d/running";
  private static final String EPOCH = "/ha";
  private static final String CURSOR = "/cursor";
  private static final byte[] ZOMBIE = "zombie".getBytes(UTF_8);

  private LocalZooKeeper server;
  private ZooKeeper first;
  private ZooKeeper second;
  private ZooKeeper zombie;

  @BeforeEach
  void start() throws Exception {
    server = LocalZooKeeper.start();
    first = server.client();
    second = server.client();
    zombie = server.client();
    for (String path : List.of("/d", EPOCH, CURSOR)) {
      LocalZooKeeper.create(first, path, new byte[0]);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (ZooKeeper client : List.of(first, second, zombie)) {
      client.close();
    }
    server.close();
  }

  @Test
  void versionZeroOfTheRunningNodeIsNoFence() throws Exception {
    create(first, RUNNING);
    first.close();
    create(second, RUNNING);

    zombie.multi(List.of(Op.check(RUNNING, 0), Op.setData(CURSOR, ZOMBIE, -1)));

    assertEquals("zombie", new String(second.getData(CURSOR, false, null), UTF_8));
  }

  @Test
  void aClosedSessionCannotWrite() throws Exception {
    first.close();

    var refused = assertThrows(KeeperException.class, () -> first.setData(CURSOR, ZOMBIE, -1));

    assertEquals(Code.SESSIONEXPIRED, refused.code());
  }

  @Test
  void theWinningTransactionHasOneZxid() throws Exception {
    Stat epoch = claim(first);

    Stat running = first.exists(RUNNING, false);
    assertEquals(epoch.getMzxid(), running.getCzxid());
    assertEquals(epoch.getMzxid(), running.getMzxid());
    assertEquals(1, running.getVersion());
    assertEquals(1, epoch.getVersion());
  }

  @Test
  void aLosingClaimChangesNothing() throws Exception {
    Stat won = claim(first);

    var lost = assertThrows(KeeperException.class, () -> claim(second));

    assertEquals(Code.NODEEXISTS, lost.code());
    assertEquals(won.getMzxid(), second.exists(EPOCH, false).getMzxid());
  }

  @Test
  void aStaleEpochIsRefusedAtItsGuard() throws Exception {
    int stale = claim(first).getVersion();
    first.close();
    claim(second);

    var refused = assertThrows(KeeperException.class, () -> write(zombie, stale));

    assertEquals(Code.BADVERSION, refused.code());
    assertEquals(List.of(0, Code.BADVERSION.intValue(), -2), errors(refused));
  }

  @Test
  void theEpochAloneIsNoFenceAgainstCanalButTheVersionOfItsNodeIs() throws Exception {
    int ours = claim(first).getVersion();
    first.close();
    create(second, RUNNING);

    zombie.multi(List.of(Op.check(EPOCH, ours), Op.setData(CURSOR, ZOMBIE, -1)));
    var refused = assertThrows(KeeperException.class, () -> write(zombie, ours));

    assertEquals(Code.BADVERSION, refused.code());
    assertEquals(Code.BADVERSION.intValue(), errors(refused).get(0));
  }

  @Test
  void anAbsentRunningNodeRefusesToo() throws Exception {
    int ours = claim(first).getVersion();
    first.close();

    var refused = assertThrows(KeeperException.class, () -> write(zombie, ours));

    assertEquals(Code.NONODE, refused.code());
  }

  @Test
  void versionsStartAgainWithTheirNodeButZxidsDoNot() throws Exception {
    Stat before = claim(first);
    first.delete(RUNNING, -1);
    first.delete(EPOCH, -1);
    create(first, EPOCH, CreateMode.PERSISTENT);

    Stat after = claim(second);

    assertEquals(before.getVersion(), after.getVersion());
    assertTrue(after.getMzxid() > before.getMzxid());
  }

  @Test
  void aTransactionOfChecksIsWrittenByTheQuorumAndChangesNothing() throws Exception {
    Stat before = claim(first);
    long zxid = server.lastZxid();

    first.multi(List.of(Op.check(RUNNING, 1), Op.check(EPOCH, before.getVersion())));

    assertEquals(zxid + 1, server.lastZxid());
    assertEquals(before, first.exists(EPOCH, false));
  }

  @Test
  void aReadIsNoTransaction() throws Exception {
    long zxid = server.lastZxid();

    first.exists(EPOCH, false);

    assertEquals(zxid, server.lastZxid());
  }

  @Test
  void aCheckNeedsThePermissionToRead() throws Exception {
    var writeOnly = Arrays.asList(new ACL(Perms.WRITE, Ids.ANYONE_ID_UNSAFE));
    first.create("/write-only", new byte[0], writeOnly, CreateMode.PERSISTENT);

    var refused =
        assertThrows(KeeperException.class, () -> first.multi(List.of(Op.check("/write-only", 0))));

    assertEquals(Code.NOAUTH, refused.code());
  }

  @Test
  void aSessionIdDoesNotNameANode() throws Exception {
    Stat won = claim(first);

    assertEquals(first.getSessionId(), first.exists(RUNNING, false).getEphemeralOwner());
    assertNotEquals(first.getSessionId(), won.getMzxid());
  }

  private static Stat claim(ZooKeeper client) throws KeeperException, InterruptedException {
    List<OpResult> results =
        client.multi(
            List.of(
                Op.create(RUNNING, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL),
                Op.setData(RUNNING, new byte[0], 0),
                Op.setData(EPOCH, new byte[0], client.exists(EPOCH, false).getVersion())));
    return assertInstanceOf(SetDataResult.class, results.get(2)).getStat();
  }

  private static void write(ZooKeeper client, int epoch)
      throws KeeperException, InterruptedException {
    client.multi(
        List.of(Op.check(RUNNING, 1), Op.check(EPOCH, epoch), Op.setData(CURSOR, ZOMBIE, -1)));
  }

  private static void create(ZooKeeper client, String path)
      throws KeeperException, InterruptedException {
    create(client, path, CreateMode.EPHEMERAL);
  }

  private static void create(ZooKeeper client, String path, CreateMode mode)
      throws KeeperException, InterruptedException {
    client.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, mode);
  }

  private static List<Integer> errors(KeeperException refused) {
    return Stream.ofNullable(refused.getResults())
        .flatMap(List::stream)
        .map(result -> assertInstanceOf(ErrorResult.class, result).getErr())
        .toList();
  }
}
