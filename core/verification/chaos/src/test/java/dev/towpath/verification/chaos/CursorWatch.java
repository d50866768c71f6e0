package dev.towpath.verification.chaos;

import dev.towpath.event.GtidSet;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.state.DestinationState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A watch that reads the saved position repeatedly, in a session that outlives every fault, and
 * tells the checker. Thread-safe.
 */
final class CursorWatch implements AutoCloseable {
  /**
   * The timeout of the only session, within which ZooKeeper never shows an older state after a
   * newer one.
   */
  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration HAND_OVER_LIMIT = Duration.ofSeconds(10);
  private static final long PERIOD_MILLIS = 100;
  private static final long READ_SECONDS = 5;

  private final ZooKeeperHa ha;
  private final HistoryChecker checker;
  private volatile boolean isClosed;
  private volatile @Nullable DestinationState last;
  private final AtomicInteger seen = new AtomicInteger();

  CursorWatch(String connectString, HistoryChecker checker) {
    this.ha =
        ZooKeeperHa.builder(connectString)
            .address("127.0.0.1:11109")
            .sessionTimeout(SESSION_TIMEOUT)
            .build();
    this.checker = checker;
  }

  void start() {
    var thread = new Thread(this::run, "cursor-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!isClosed) {
        look().ifPresent(this::tell);
        TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<DestinationState> look() throws InterruptedException {
    try {
      return ha.cluster()
          .read()
          .toCompletableFuture()
          .get(READ_SECONDS, TimeUnit.SECONDS)
          .destination(ChaosNode.DESTINATION);
    } catch (ExecutionException | TimeoutException e) {
      // There is no quorum now.
      return Optional.empty();
    }
  }

  private void tell(DestinationState state) {
    DestinationState.SavedPosition cursor = state.cursor();
    GtidSet executed = cursor == null ? null : cursor.position().gtidSet();
    if (cursor != null && executed != null) {
      checker.cursor(cursor.epoch(), executed);
      seen.incrementAndGet();
    }
    last = state;
  }

  /** Returns how often a position was seen. */
  int seen() {
    return seen.get();
  }

  /** Returns the GTIDs that the saved position covers; empty if none was seen yet. */
  GtidSet saved() {
    DestinationState state = last;
    DestinationState.SavedPosition cursor = state == null ? null : state.cursor();
    GtidSet executed = cursor == null ? null : cursor.position().gtidSet();
    return executed == null ? GtidSet.empty() : executed;
  }

  /** Returns the address of the leading application, if it is known. */
  Optional<String> leader() {
    DestinationState state = last;
    DestinationState.Leader leader = state == null ? null : state.leader();
    return leader == null ? Optional.empty() : Optional.of(leader.address());
  }

  /** Asks the leader to hand over; returns false if there was none or it did not. */
  boolean handOver() throws InterruptedException {
    try {
      ha.handOver(ChaosNode.DESTINATION, HAND_OVER_LIMIT)
          .toCompletableFuture()
          .get(2 * HAND_OVER_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() {
    isClosed = true;
    ha.close();
  }
}
