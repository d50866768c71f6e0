package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.CoordinationException;
import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.loop.PendingResults;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.session.EnsembleSession;
import dev.towpath.ha.zookeeper.internal.session.Problems;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Parents;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import dev.towpath.ha.zookeeper.state.ClaimDelay;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of all elections of this instance, over one session. Thread-safe; the callbacks
 * of the session are confined to the loop.
 */
public final class ZooKeeperCoordinator implements Coordinator, EnsembleSession.Listener {
  private static final int TICKS_PER_TIMEOUT = 24;
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

  private final Context context;
  private final TermWork.Factory work;
  private final LeaseRenewal renewal;
  private final Members members;
  private final Map<String, Election> elections = new HashMap<>();
  private final Map<String, Integer> consumers = new HashMap<>();
  private final Set<NodeWatcher> watchers = new LinkedHashSet<>();
  private @Nullable ClockReading ticked;
  private int failedTicks;
  private boolean isClosed;
  private volatile @Nullable Throwable diedOf;

  /**
   * Prepares the elections.
   *
   * @param work begins the work of each term that this instance wins
   */
  public ZooKeeperCoordinator(Settings settings, Ticker ticker, TermWork.Factory work) {
    this.work = work;
    var loop = new Loop("towpath-zookeeper", new Guardian());
    var problems = new Problems(ticker, settings.connectString());
    var session = new EnsembleSession(settings, loop, ticker, problems);
    this.context =
        new Context(
            settings, loop, ticker, session, problems, new Parents(settings), new PendingResults());
    this.renewal = new LeaseRenewal(context);
    this.members = new Members(context);
    problems.onChange(this::problemChanged);
  }

  /** A watcher of nodes outside the elections, called on the loop. */
  public interface NodeWatcher {
    /** Notes that a watched node changed. */
    void changed(String path);

    /** Notes a new connection; anything may have changed. */
    void connected();
  }

  /** Adds a watcher. Confined to the loop. */
  public void add(NodeWatcher watcher) {
    watchers.add(watcher);
  }

  /** Removes a watcher. Confined to the loop. */
  public void remove(NodeWatcher watcher) {
    watchers.remove(watcher);
  }

  /** Begins to connect. */
  public void start() {
    context.loop().execute(() -> context.session().open(this));
    context.loop().execute(this::tickOften);
    context.loop().every(LONGEST_TICK, this::tick);
  }

  public Context context() {
    return context;
  }

  @Override
  public Lease acquire(String destination) throws InterruptedException {
    return acquire(new Candidate.Silent(destination));
  }

  @Override
  public Lease acquire(Candidacy candidacy) throws InterruptedException {
    String destination = candidacy.pipeline();
    String objection = Paths.objectionTo(destination);
    if (objection != null) {
      throw new CoordinationException(
          "'%s' cannot be the name of a destination: %s".formatted(destination, objection));
    }
    var candidate = new Candidate(candidacy, destination);
    CompletableFuture<ZooKeeperLease> elected = candidate.elected();
    if (!context.loop().execute(() -> stand(candidate))) {
      throw closed();
    }
    try {
      return context.loop().await(elected, () -> true, this::closed);
    } catch (ExecutionException e) {
      throw refused(destination, e.getCause());
    } catch (InterruptedException e) {
      if (elected.cancel(false)) {
        context.loop().execute(() -> withdraw(destination));
      } else if (!elected.isCompletedExceptionally()) {
        elected.join().close();
      }
      throw e;
    }
  }

  private static CoordinationException refused(String destination, @Nullable Throwable cause) {
    String why =
        cause instanceof CoordinationException
            ? String.valueOf(cause.getMessage())
            : "%s could not stand for election: %s"
                .formatted(destination, cause == null ? "" : said(cause));
    return new CoordinationException(why, cause);
  }

  private void stand(Candidate candidate) {
    if (isClosed) {
      candidate.elected().completeExceptionally(closed());
      return;
    }
    if (candidate.elected().isDone()) {
      return;
    }
    try {
      members.join(candidate.destination());
      elections.computeIfAbsent(candidate.destination(), this::newElection).stand(candidate);
    } catch (RuntimeException | Error e) {
      // It may not be among the candidates, and would wait forever.
      candidate.elected().completeExceptionally(e);
      throw e;
    }
  }

  /** Tells the affected candidates and leaders. */
  private void problemChanged(Problems.Subject subject) {
    String destination = subject.destination();
    if (destination == null) {
      elections.values().forEach(Election::tellObstacle);
    } else {
      Election election = elections.get(destination);
      if (election != null) {
        election.tellObstacle();
      }
    }
  }

  private Election newElection(String destination) {
    ClaimDelay delay = context.settings().claimDelay();
    // Not RandomGenerator.getDefault(), whose service look-up may find none in an application
    // server.
    RandomGenerator random = new SplittableRandom();
    var timing = new ClaimTiming(destination, context.ticker(), delay, this::leasesHeld, random);
    return new Election(destination, context, timing, work);
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
    renewal.connected(leases());
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

  private void tickOften() {
    try {
      tick();
    } finally {
      if (!isClosed) {
        context.loop().after(tickPeriod(), this::tickOften);
      }
    }
  }

  private Duration tickPeriod() {
    return WaitTimes.least(
        Duration.ofMillis(context.session().timeoutMillis()).dividedBy(TICKS_PER_TIMEOUT),
        LONGEST_TICK);
  }

  private void tick() {
    if (isClosed) {
      return;
    }
    try {
      tickIfDue();
      failedTicks = 0;
    } catch (RuntimeException | Error e) {
      if (++failedTicks < TICKS_PER_TIMEOUT) {
        throw e;
      }
      context.loop().die(e);
    }
  }

  private void tickIfDue() {
    ClockReading now = context.ticker().now();
    ClockReading last = ticked;
    if (last != null && now.nanosSince(last) < tickPeriod().toNanos() / 2) {
      return;
    }
    ticked = now;
    context.session().tick();
    renewal.tick(leases());
    elections.values().forEach(Election::tick);
    elections.values().stream()
        .filter(Election::isIdle)
        .forEach(election -> members.leave(election.destination()));
    consumers.keySet().forEach(this::showConsumer);
    members.tick();
  }

  /** Shows one more consumer of {@code destination}; thread-safe. */
  public void addConsumer(String destination) {
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
  public void removeConsumer(String destination) {
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
  public void close(Duration limit) {
    var ended = new CompletableFuture<Void>();
    if (!context.loop().execute(() -> close(ended))) {
      return;
    }
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      Log.LOGGER.log(
          Level.WARNING,
          () ->
              "ZooKeeper at '%s' did not confirm within %s that this instance ends; others take over"
                      .formatted(context.settings().connectString(), limit)
                  + " when its session expires");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.loop().close();
    context.results().fail(closed());
  }

  private void close(CompletableFuture<Void> ended) {
    isClosed = true;
    elections.values().forEach(election -> election.close(closed()));
    context.session().close(ended);
  }

  private CoordinationException closed() {
    Throwable death = diedOf;
    String connectString = context.settings().connectString();
    return death == null
        ? new CoordinationException("the ZooKeeperHa for '%s' is closed".formatted(connectString))
        : new CoordinationException(
            "the ZooKeeperHa for '%s' ended: %s; close it and build another, or restart the process"
                .formatted(connectString, said(death)),
            death);
  }

  /** Describes a failure and the class that threw it. */
  private static String said(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? failure.toString() : failure + " in " + trace[0].getClassName();
  }

  /** The reaction to a defect: leaders stop and stand again, because their state may be wrong. */
  private final class Guardian implements Loop.Guardian {

    @Override
    public void failed(Throwable failure) {
      String why = "a step of the election failed: " + said(failure);
      List<Throwable> again = new ArrayList<>();
      elections.values().forEach(election -> collect(again, () -> election.broken(why)));
      Log.LOGGER.log(
          Level.ERROR,
          "ZooKeeper at '%s': %s; every lease of this instance is revoked, and candidates stand again"
              .formatted(context.settings().connectString(), why),
          failure);
      if (!again.isEmpty()) {
        throw new IllegalStateException("leases could not be revoked", again.get(0));
      }
    }

    @Override
    public void died(Throwable failure) {
      diedOf = failure;
      isClosed = true;
      List<Throwable> again = new ArrayList<>();
      CoordinationException ended = closed();
      elections.values().forEach(election -> collect(again, () -> election.close(ended)));
      context.results().fail(ended);
      collect(again, () -> context.session().died(String.valueOf(ended.getMessage())));
      again.forEach(failure::addSuppressed);
      Log.LOGGER.log(Level.ERROR, ended.getMessage(), failure);
    }

    private static void collect(List<Throwable> failures, Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        failures.add(e);
      }
    }
  }
}
