package dev.towpath.ha.zookeeper;

import dev.towpath.coordination.CoordinationException;
import dev.towpath.ha.zookeeper.internal.cluster.ClusterReading;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperCoordinator;
import dev.towpath.ha.zookeeper.internal.loop.Guarded;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.state.ClusterState;
import dev.towpath.ha.zookeeper.state.DestinationState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of instances, canal servers and leaders in ZooKeeper. Thread-safe; usable as
 * long as its {@link ZooKeeperHa} is open.
 */
public final class Cluster {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration RECONCILE = Duration.ofSeconds(30);

  private final ZooKeeperCoordinator coordinator;
  private final Context context;

  Cluster(ZooKeeperCoordinator coordinator) {
    this.coordinator = coordinator;
    this.context = coordinator.context();
  }

  /**
   * Reads the current state with some ten small requests per destination, all sent at once. The
   * stage completes on a thread that must not be blocked. It fails with a {@link
   * CoordinationException} while there is no connection.
   */
  public CompletionStage<ClusterState> read() {
    return read(false);
  }

  /**
   * Reads the current leader of the destination, as a client of canal does before it connects.
   * Empty if the destination is vacant. Completes and fails like {@link #read()}.
   */
  public CompletionStage<Optional<DestinationState.Leader>> leader(String destination) {
    return read().thenApply(state -> state.destination(destination).map(DestinationState::leader));
  }

  /**
   * Passes the state to {@code listener} now, and within milliseconds after each change of members,
   * leaders, epochs, consumers or remarks. Changes in close succession may be reported as one.
   * Positions change all the time and are not watched; use {@link #read()}. The listener is called
   * on a thread of its own and may block.
   *
   * @return a subscription that ends when closed
   */
  public Subscription onChange(Consumer<ClusterState> listener) {
    var watching = new Watching(listener);
    if (!context.loop().execute(watching::start)) {
      throw closed();
    }
    return watching;
  }

  /** A subscription to changes. Thread-safe. */
  public interface Subscription extends AutoCloseable {
    /** Ends the subscription; waits up to a second for a call in progress. Idempotent. */
    @Override
    void close();
  }

  private CompletableFuture<ClusterState> read(boolean watch) {
    CompletableFuture<ClusterState> read = context.results().add();
    boolean isOpen = context.loop().execute(Guarded.by(read, () -> read(watch, read)));
    if (!isOpen) {
      read.completeExceptionally(closed());
    }
    return read;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete passes the failure on
  private void read(boolean watch, CompletableFuture<ClusterState> read) {
    Handle handle = context.session().connected();
    if (handle == null) {
      read.completeExceptionally(
          new CoordinationException(
              "no ZooKeeper session with '%s' at the moment: %s"
                  .formatted(
                      context.settings().connectString(), context.problems().health().why())));
      return;
    }
    new ClusterReading(context, handle, watch)
        .start()
        .whenComplete(
            (state, failure) -> {
              if (failure == null) {
                read.complete(state);
              } else {
                Throwable cause = failure.getCause();
                read.completeExceptionally(cause == null ? failure : cause);
              }
            });
  }

  /** Returns a copy without the positions, which change all the time. */
  private static ClusterState withoutPositions(ClusterState state) {
    return new ClusterState(
        Instant.EPOCH,
        state.members(),
        state.destinations().values().stream()
            .map(Cluster::withoutPositions)
            .collect(Collectors.toMap(DestinationState::destination, one -> one)));
  }

  private static DestinationState withoutPositions(DestinationState state) {
    return new DestinationState(
        state.destination(),
        state.leader(),
        state.members(),
        state.epoch(),
        null,
        null,
        state.consumer(),
        state.remarks());
  }

  private CoordinationException closed() {
    return new CoordinationException(
        "the ZooKeeperHa for '%s' is closed".formatted(context.settings().connectString()));
  }

  /** One subscribed listener. Confined to the loop, except for its own thread. */
  private final class Watching
      implements Subscription, ZooKeeperCoordinator.NodeWatcher, Loop.Guardian {
    private final Consumer<ClusterState> listener;
    private final Loop thread = new Loop("towpath-zookeeper-cluster", this);
    private @Nullable ClusterState last;
    private Loop.@Nullable Timer next;
    private @Nullable CompletableFuture<ClusterState> reading;
    private boolean isStale;
    private volatile boolean isClosed;

    Watching(Consumer<ClusterState> listener) {
      this.listener = listener;
    }

    void start() {
      coordinator.add(this);
      lookNow();
    }

    @Override
    public void changed(String path) {
      look();
    }

    @Override
    public void connected() {
      // The previous connection may have lost watches, and with them changes; its requests may
      // never be answered.
      reading = null;
      look();
    }

    /**
     * Starts a reading. If one is under way, another follows it, because the first may miss the
     * change.
     */
    private void look() {
      if (reading == null) {
        lookIn(SOON);
      } else {
        isStale = true;
      }
    }

    private void lookIn(Duration delay) {
      Loop.Timer planned = next;
      if (planned != null) {
        planned.cancel();
      }
      next = context.loop().after(delay, this::lookNow);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // seen() is told about a failure
    private void lookNow() {
      if (isClosed) {
        return;
      }
      isStale = false;
      var begun = new CompletableFuture<ClusterState>();
      reading = begun;
      read(true, begun);
      begun.whenComplete(
          (state, failure) -> {
            if (reading == begun) {
              reading = null;
              seen(failure == null ? state : null);
            }
          });
    }

    private void seen(@Nullable ClusterState state) {
      if (state == null) {
        lookIn(AFTER_FAILURE);
        return;
      }
      ClusterState shape = withoutPositions(state);
      if (!shape.equals(last)) {
        last = shape;
        thread.execute(() -> tell(state));
      }
      lookIn(isStale ? SOON : RECONCILE);
    }

    private void tell(ClusterState state) {
      if (!isClosed) {
        listener.accept(state);
      }
    }

    @Override
    public void failed(Throwable failure) {
      Log.LOGGER.log(
          Level.ERROR,
          () ->
              "the cluster listener %s failed; it is called again after the next change"
                  .formatted(listener.getClass().getName()),
          failure);
    }

    @Override
    public void died(Throwable failure) {
      // No caller waits for the result.
    }

    @Override
    public void close() {
      isClosed = true;
      context.loop().execute(() -> coordinator.remove(this));
      thread.close();
    }
  }
}
