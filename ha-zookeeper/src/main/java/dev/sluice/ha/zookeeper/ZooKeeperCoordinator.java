package dev.sluice.ha.zookeeper;

import dev.sluice.coordination.CoordinationException;
import dev.sluice.coordination.Coordinator;
import dev.sluice.coordination.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * All elections of this instance, over one session. Thread-safe; what the session reports is
 * confined to the loop.
 */
final class ZooKeeperCoordinator implements Coordinator, Session.Listener {
  private static final Logger logger = System.getLogger(ZooKeeperHa.class.getName());
  private static final int TICKS_PER_TIMEOUT = 24;

  private final Context context;
  private final Heartbeat heartbeat;
  private final Members members;
  private final Map<String, Election> elections = new HashMap<>();
  private final Map<String, Integer> consumers = new HashMap<>();
  private final Set<NodeWatcher> watchers = new LinkedHashSet<>();
  private boolean isClosed;

  ZooKeeperCoordinator(Settings settings, Ticker ticker) {
    var loop = new Loop("sluice-zookeeper");
    var problems = new Problems(ticker, settings.connectString());
    var session = new Session(settings, loop, ticker, problems);
    this.context = new Context(settings, loop, ticker, session, problems, new Parents(settings));
    this.heartbeat = new Heartbeat(context);
    this.members = new Members(context);
  }

  /** Somebody else who has set watches; called on the loop. */
  interface NodeWatcher {
    /** A watched node changed. */
    void changed(String path);

    /** A new connection: anything may have changed. */
    void connected();
  }

  /** Tells {@code watcher} about nodes from now on. Confined to the loop. */
  void add(NodeWatcher watcher) {
    watchers.add(watcher);
  }

  /** Tells it no longer. Confined to the loop. */
  void remove(NodeWatcher watcher) {
    watchers.remove(watcher);
  }

  /** Begins to connect. */
  void start() {
    context
        .loop()
        .execute(
            () -> {
              context.session().open(this);
              tick();
            });
  }

  Context context() {
    return context;
  }

  @Override
  public Lease acquire(String destination) throws InterruptedException {
    String objection = Paths.objectionTo(destination);
    if (objection != null) {
      throw new CoordinationException(
          "'%s' cannot be the name of a destination: %s".formatted(destination, objection), null);
    }
    var candidate = new CompletableFuture<ZooKeeperLease>();
    if (!context.loop().execute(() -> stand(destination, candidate))) {
      throw closed();
    }
    try {
      return candidate.get();
    } catch (ExecutionException e) {
      throw new CoordinationException(String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      if (candidate.cancel(false)) {
        context.loop().execute(() -> withdraw(destination));
      } else if (!candidate.isCompletedExceptionally()) {
        candidate.join().close();
      }
      throw e;
    }
  }

  private void stand(String destination, CompletableFuture<ZooKeeperLease> candidate) {
    if (isClosed) {
      candidate.completeExceptionally(closed());
      return;
    }
    if (candidate.isDone()) {
      return;
    }
    members.join(destination);
    elections.computeIfAbsent(destination, this::newElection).stand(candidate);
  }

  private Election newElection(String destination) {
    ClaimDelay delay = context.settings().claimDelay();
    RandomGenerator random = RandomGenerator.getDefault();
    var timing = new ClaimTiming(destination, context.ticker(), delay, this::leasesHeld, random);
    return new Election(destination, context, timing);
  }

  private void withdraw(String destination) {
    Election election = elections.get(destination);
    if (election != null) {
      election.withdraw();
    }
  }

  private int leasesHeld() {
    return (int) elections.values().stream().filter(Election::counts).count();
  }

  private List<ZooKeeperLease> leases() {
    return elections.values().stream().map(Election::lease).filter(Objects::nonNull).toList();
  }

  @Override
  public void connected(Handle handle) {
    elections.values().forEach(Election::connected);
    heartbeat.connected(leases());
    members.connected();
    List.copyOf(watchers).forEach(NodeWatcher::connected);
  }

  @Override
  public void doubted() {
    leases().forEach(lease -> lease.gate().distrust());
  }

  @Override
  public void expired(long sessionId) {
    members.expired(sessionId);
    elections.values().forEach(election -> election.expired(sessionId));
  }

  @Override
  public void nodeChanged(String path) {
    List.copyOf(watchers).forEach(watcher -> watcher.changed(path));
    elections.values().stream().filter(election -> election.concerns(path)).forEach(Election::look);
  }

  @Override
  public boolean mayHold() {
    return elections.values().stream().anyMatch(Election::mayHold);
  }

  private void tick() {
    if (isClosed) {
      return;
    }
    Duration period =
        Duration.ofMillis(context.session().timeoutMillis()).dividedBy(TICKS_PER_TIMEOUT);
    context.loop().after(period, this::tick);
    context.session().tick();
    heartbeat.tick(leases());
    elections.values().forEach(Election::tick);
    elections.values().stream()
        .filter(Election::isIdle)
        .forEach(election -> members.leave(election.destination()));
    consumers.keySet().forEach(this::showConsumer);
    members.tick();
  }

  /** Shows a consumer of {@code destination}, once more; thread-safe. */
  void addConsumer(String destination) {
    context
        .loop()
        .execute(
            () -> {
              consumers.merge(destination, 1, Integer::sum);
              members.joinConsumers(destination);
              showConsumer(destination);
            });
  }

  /** Shows one consumer less; thread-safe. */
  void removeConsumer(String destination) {
    context
        .loop()
        .execute(
            () -> {
              if (consumers.computeIfPresent(destination, (d, n) -> n > 1 ? n - 1 : null) == null) {
                members.leaveConsumers(destination);
              }
            });
  }

  private void showConsumer(String destination) {
    Election election = elections.get(destination);
    if (election != null && election.lease() != null) {
      members.startConsuming(destination);
    } else {
      members.stopConsuming(destination);
    }
  }

  /** Ends everything within {@code limit}. */
  void close(Duration limit) {
    var ended = new CompletableFuture<Void>();
    if (!context.loop().execute(() -> close(ended))) {
      return;
    }
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      logger.log(
          Level.WARNING,
          () ->
              "ZooKeeper at '%s' could not be told within %s that this instance ends; others take over"
                      .formatted(context.settings().connectString(), limit)
                  + " when its session expires");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.loop().close();
  }

  private void close(CompletableFuture<Void> ended) {
    isClosed = true;
    elections.values().forEach(election -> election.close(closed()));
    context.session().close(ended);
  }

  private CoordinationException closed() {
    return new CoordinationException(
        "the ZooKeeperHa for '%s' is closed".formatted(context.settings().connectString()), null);
  }
}
