package dev.towpath.ha.zookeeper.servers;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for conditions, with a deadline. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Await() {}

  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static void until(String what, Condition condition) throws Exception {
    until(what, PATIENCE, condition);
  }

  public static void until(String what, Duration limit, Condition condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        fail("not within " + limit + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
