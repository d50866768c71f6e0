package dev.towpath.ha.zookeeper.internal.loop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The results that users await from replies of ZooKeeper. Thread-safe. */
public final class PendingResults {
  private final Map<Long, CompletableFuture<?>> pending = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /** Returns a result that is remembered until it is complete. */
  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete only listens
  public <T> CompletableFuture<T> add() {
    var result = new CompletableFuture<T>();
    Long number = last.incrementAndGet();
    pending.put(number, result);
    result.whenComplete((any, failure) -> pending.remove(number));
    return result;
  }

  /** Fails all pending results, because no more replies arrive. */
  public void fail(Exception why) {
    List.copyOf(pending.values()).forEach(result -> result.completeExceptionally(why));
  }
}
