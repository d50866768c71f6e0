package dev.towpath.ha.zookeeper.instances;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A set of instances with addresses of their own, closed together. */
public final class Instances implements AutoCloseable {
  private static final AtomicInteger lastPort = new AtomicInteger(20_000);

  private final List<ZooKeeperHa> opened = new ArrayList<>();

  public ZooKeeperHa open(String connectString) {
    return open(builder(connectString));
  }

  public ZooKeeperHa open(ZooKeeperHa.Builder builder) {
    ZooKeeperHa ha = builder.build();
    opened.add(ha);
    return ha;
  }

  /**
   * Returns settings for a machine that may stall for seconds; tests that wait for an end shorten
   * them.
   */
  public static ZooKeeperHa.Builder builder(String connectString) {
    return ZooKeeperHa.builder(connectString)
        .address("127.0.0.1:" + lastPort.incrementAndGet())
        .sessionTimeout(Duration.ofSeconds(5))
        .commitInterval(Duration.ZERO);
  }

  /** Stands for election in the background. */
  public static CompletableFuture<Lease> stand(ZooKeeperHa ha, String destination) {
    return stand(ha.coordinator(), destination);
  }

  public static CompletableFuture<Lease> stand(Coordinator coordinator, String destination) {
    var elected = new CompletableFuture<Lease>();
    var thread =
        new Thread(
            () -> {
              try {
                elected.complete(coordinator.acquire(destination));
              } catch (InterruptedException | RuntimeException e) {
                elected.completeExceptionally(e);
              }
            },
            "candidate");
    thread.setDaemon(true);
    thread.start();
    return elected;
  }

  /** Returns the lease of a candidate that is expected to be elected. */
  public static Lease elected(CompletableFuture<Lease> candidate)
      throws InterruptedException, ExecutionException, TimeoutException {
    return candidate.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Runs {@code action} and returns how long it took. */
  public static Duration timed(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    opened.forEach(ZooKeeperHa::close);
  }
}
