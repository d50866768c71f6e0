package dev.sluice.ha.zookeeper;

import dev.sluice.coordination.CoordinationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is there and who runs what, read from ZooKeeper and never written: instances of this library
 * and canal servers alike. Thread-safe; usable as long as its {@link ZooKeeperHa} is open.
 */
public final class Cluster {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
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
   * Reads everything now: some ten small requests per destination, sent at once. The stage
   * completes on a thread where nothing may block; it fails with a {@link CoordinationException}
   * while there is no connection.
   */
  public CompletionStage<ClusterState> read() {
    return read(false);
  }

  /**
   * Who runs the destination now: what a client of canal asks ZooKeeper before it connects. Empty
   * if nobody does. Completes and fails as {@link #read()}.
   */
  public CompletionStage<Optional<DestinationState.Leader>> leader(String destination) {
    return read().thenApply(state -> state.destination(destination).map(DestinationState::leader));
  }

  /**
   * Tells {@code listener} the state now and again whenever members, leaders, epochs, consumers or
   * remarks change, within milliseconds; changes that follow each other closely may be told as one.
   * Positions change all the time and are not watched: {@link #read()} them. The listener is called
   * on a thread of its own and may block.
   *
   * @return ends it when closed
   */
  public Subscription onChange(Consumer<ClusterState> listener) {
    var watching = new Watching(listener);
    if (!context.loop().execute(watching::start)) {
      throw closed();
    }
    return watching;
  }

  /** The wish to be told about changes. Thread-safe. */
  public interface Subscription extends AutoCloseable {
    /** Ends it; waits for a call in progress, a second at most. Idempotent. */
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
                  .formatted(context.settings().connectString(), context.problems().health().why()),
              null));
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

  private CoordinationException closed() {
    return new CoordinationException(
        "the ZooKeeperHa for '%s' is closed".formatted(context.settings().connectString()), null);
  }

  /** One listener. Confined to the loop, except for its own thread. */
  private final class Watching
      implements Subscription, ZooKeeperCoordinator.NodeWatcher, Loop.Guardian {
    private final Consumer<ClusterState> listener;
    private final Loop thread = new Loop("sluice-zookeeper-cluster", this);
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
      // Watches of the connection before may have been lost, and with them any change; what was
      // asked over it may never be answered.
      reading = null;
      look();
    }

    /** A reading that is under way may not see what made it necessary: another one follows it. */
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
      ClusterState shape = state.withoutPositions();
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
      logger.log(
          Level.ERROR,
          () ->
              "%s failed when it was told about the cluster; it is told again after the next change"
                  .formatted(listener.getClass().getName()),
          failure);
    }

    @Override
    public void died(Throwable failure) {
      // Nothing waits for it.
    }

    @Override
    public void close() {
      isClosed = true;
      context.loop().execute(() -> coordinator.remove(this));
      thread.close();
    }
  }
}
