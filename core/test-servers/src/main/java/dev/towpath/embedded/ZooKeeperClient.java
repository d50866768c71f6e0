package dev.towpath.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** A connected session of ZooKeeper's own client. */
final class ZooKeeperClient implements AutoCloseable {
  // The client asks the list whether it contains null, which List.of does not allow.
  private static final List<ACL> OPEN =
      Collections.singletonList(new ACL(Perms.ALL, new Id("world", "anyone")));

  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(2);

  private final CountDownLatch connected = new CountDownLatch(1);
  private final ZooKeeper session;

  ZooKeeperClient(EmbeddedZooKeeper server, int sessionTimeoutMillis)
      throws IOException, InterruptedException {
    session =
        new ZooKeeper(
            server.connectString(),
            sessionTimeoutMillis,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(CONNECT_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
      close();
      throw new ServerException(
          server.connectString() + " accepts no session within " + CONNECT_TIMEOUT);
    }
  }

  void create(String path, CreateMode mode) throws KeeperException, InterruptedException {
    session.create(path, new byte[0], OPEN, mode);
  }

  /** Creates a node with this content, and missing parents. */
  void create(String path, byte[] content) throws KeeperException, InterruptedException {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (!exists(parent)) {
        create(parent, CreateMode.PERSISTENT);
      }
    }
    session.create(path, content, OPEN, CreateMode.PERSISTENT);
  }

  boolean exists(String path) throws KeeperException, InterruptedException {
    return session.exists(path, false) != null;
  }

  int sessionTimeoutMillis() {
    return session.getSessionTimeout();
  }

  long sessionId() {
    return session.getSessionId();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
