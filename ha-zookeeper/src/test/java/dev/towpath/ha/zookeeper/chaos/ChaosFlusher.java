package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.internal.position.CursorJson;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.position.Checkpoint;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/**
 * A writer of positions without a fence. It saves the latest checkpoint every 100 ms regardless of
 * the version, after an expiry in a new session. It does not end with its term.
 */
final class ChaosFlusher {
  private static final long PERIOD_NANOS = 100_000_000;

  private final String connectString;
  private final String path;
  private final long epoch;
  private final AtomicReference<@Nullable Checkpoint> latest = new AtomicReference<>();
  private long sequence;

  ChaosFlusher(String connectString, String destination, long epoch) {
    this.connectString = connectString;
    this.path = new Paths("/otter/canal").cursor(destination, 1001);
    this.epoch = epoch;
    var thread = new Thread(this::run, "flusher");
    thread.setDaemon(true);
    thread.start();
  }

  void offer(Checkpoint checkpoint) {
    latest.set(checkpoint);
  }

  private void run() {
    try {
      ZooKeeper client = new ZooKeeper(connectString, 2_000, event -> {});
      while (true) {
        Checkpoint checkpoint = latest.getAndSet(null);
        while (checkpoint != null) {
          if (!client.getState().isAlive()) {
            client = new ZooKeeper(connectString, 2_000, event -> {});
          }
          if (written(client, checkpoint)) {
            break;
          }
          LockSupport.parkNanos(PERIOD_NANOS);
        }
        LockSupport.parkNanos(PERIOD_NANOS);
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("no flusher: " + e);
    }
  }

  private boolean written(ZooKeeper client, Checkpoint checkpoint) throws InterruptedException {
    byte[] content = CursorJson.write(epoch, ++sequence, checkpoint, 0);
    try {
      client.setData(path, content, -1);
      return true;
    } catch (KeeperException.NoNodeException e) {
      return created(client, content);
    } catch (KeeperException e) {
      return false;
    }
  }

  private boolean created(ZooKeeper client, byte[] content) throws InterruptedException {
    try {
      client.create(path, content, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      return true;
    } catch (KeeperException e) {
      return false;
    }
  }
}
