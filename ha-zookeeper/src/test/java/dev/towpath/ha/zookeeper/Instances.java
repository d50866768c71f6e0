package dev.towpath.ha.zookeeper;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A set of instances with addresses of their own, closed together. */
final class Instances implements AutoCloseable {
  private static final AtomicInteger lastPort = new AtomicInteger(20_000);

  private final List<ZooKeeperHa> opened = new ArrayList<>();

  ZooKeeperHa open(String connectString) {
    return open(builder(connectString));
  }

  ZooKeeperHa open(ZooKeeperHa.Builder builder) {
    ZooKeeperHa ha = builder.build();
    opened.add(ha);
    return ha;
  }

  /**
   * Returns settings for a machine that may stall for seconds; tests that wait for an end shorten
   * them.
   */
  static ZooKeeperHa.Builder builder(String connectString) {
    return ZooKeeperHa.builder(connectString)
        .address("127.0.0.1:" + lastPort.incrementAndGet())
        .sessionTimeout(Duration.ofSeconds(5))
        .commitInterval(Duration.ZERO);
  }

  /** Stands for election in the background. */
  static CompletableFuture<Lease> stand(ZooKeeperHa ha, String destination) {
    return stand(ha.coordinator(), destination);
  }

  static CompletableFuture<Lease> stand(Coordinator coordinator, String destination) {
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
  static Lease elected(CompletableFuture<Lease> candidate)
      throws InterruptedException, ExecutionException, TimeoutException {
    return candidate.get(15, TimeUnit.SECONDS);
  }

  /** Runs {@code action} and returns how long it took. */
  static Duration timed(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    opened.forEach(ZooKeeperHa::close);
  }
}
