package dev.sluice.chaos;

import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.PipelineListener;
import dev.sluice.PipelineState;
import dev.sluice.coordination.Lease;
import dev.sluice.event.BinlogPosition;
import dev.sluice.filter.RowFilter;
import dev.sluice.position.Checkpoint;
import dev.sluice.position.PositionStore;
import dev.sluice.sink.SinkFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.hook.CheckForbiddenContext;
import org.apache.rocketmq.client.hook.CheckForbiddenHook;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.jspecify.annotations.Nullable;

/**
 * The code that an application gives to its pipeline, which throws for a while when it is told to.
 * Thread-safe.
 */
final class FaultyCode {
  private static final System.Logger logger = System.getLogger(FaultyCode.class.getName());

  /** Of so many calls of a sink one throws. */
  private static final int CALLS = 8;

  /** Of so many answers one is null. */
  private static final int CALLS_FOR_NULL = 2;

  /** Of so many rows a filter throws at one. */
  private static final int ROWS = 100;

  private static final long LISTENER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private volatile @Nullable Trouble trouble;
  private volatile boolean isToBlame;

  /** What can throw, or otherwise not do what it should. */
  enum Place {
    SINK,
    /** The factory of sinks, once a sink has thrown. */
    FACTORY,
    LISTENER,
    /** A listener that does not return while the trouble lasts. */
    BLOCKED_LISTENER,
    /** The error policy, once a sink has thrown. */
    POLICY,
    PASSWORD,
    /** RocketMQ's client, within a request of the sink and on a thread of the sink's own. */
    CLIENT,
    /** A filter of rows; an event that cannot be filtered cannot be interpreted. */
    FILTER,
    /** The store of positions: calls, and the futures they return. */
    STORE
  }

  /** What is thrown. */
  enum Thrown {
    RUNTIME,
    CHECKED,
    /** Though no interrupt came, as from clients and pools. */
    INTERRUPTED,
    OUT_OF_MEMORY,
    ASSERTION,
    STACK_OVERFLOW,
    /** Nothing; null is returned where something is. */
    NULL;

    /** Whether a pipeline that meets this is right to end in FAILED. */
    boolean isFinal() {
      return this == OUT_OF_MEMORY || this == ASSERTION || this == STACK_OVERFLOW;
    }
  }

  /** A trouble: where, what, and by which draws. */
  private record Trouble(Place place, Thrown thrown, Random random) {}

  /** Begins to throw; the same choice throws the same. */
  void begin(Place place, int choice) {
    Thrown[] all = Thrown.values();
    trouble = new Trouble(place, all[choice % all.length], new Random(choice));
  }

  /** Begins to throw {@code thrown}. */
  void begin(Place place, Thrown thrown) {
    trouble = new Trouble(place, thrown, new Random(0));
  }

  /** Throws no more; what is blocked goes on. */
  void end() {
    trouble = null;
  }

  /** A new pipeline begins: it may not fail of what was thrown before. */
  void forget() {
    isToBlame = false;
  }

  /** Whether something was thrown since that makes a pipeline fail for good. */
  boolean isToBlame() {
    return isToBlame;
  }

  /** A factory whose sinks do what those of {@code real} do, or throw. */
  SinkFactory factory(SinkFactory real) {
    return context -> {
      strike(Place.FACTORY, 2, "the sink cannot be created");
      if (saysNothing(Place.FACTORY)) {
        return nothing();
      }
      return new FaultySink(this, real.create(context));
    };
  }

  /** A sink is called; throws now and then. */
  void inSink(String method) {
    strike(Place.SINK, CALLS, method);
    if (isAt(Place.FACTORY) || isAt(Place.POLICY)) {
      Trouble now = trouble;
      if (now != null && oneOf(CALLS, now)) {
        throw new IllegalStateException("the sink makes work for others in " + method);
      }
    }
  }

  /** What a sink answers: {@code real}, or null. */
  <T> T answer(T real) {
    return saysNothing(Place.SINK) || saysNothing(Place.FACTORY) ? nothing() : real;
  }

  /** Decides as {@code real} does, or throws, or says nothing. */
  ErrorPolicy policy(ErrorPolicy real) {
    return failure -> {
      Trouble now = trouble;
      if (now != null && now.place() == Place.POLICY) {
        // A policy that fails means Stop.
        isToBlame = true;
        strike(Place.POLICY, 1, "no decision");
        return nothing();
      }
      return real.decide(failure);
    };
  }

  /** The password, unless it cannot be had. */
  String password(String real) {
    strike(Place.PASSWORD, 2, "the vault is sealed");
    // It may be there the next time: nothing to fail of.
    return isNull(Place.PASSWORD) ? nothing() : real;
  }

  /** Has a producer throw when it sends. */
  @SuppressWarnings("deprecation") // the only way to the hooks of a producer
  void disturb(DefaultMQProducer producer) {
    producer
        .getDefaultMQProducerImpl()
        .registerCheckForbiddenHook(
            new CheckForbiddenHook() {
              @Override
              public String hookName() {
                return "faulty-code";
              }

              @Override
              public void checkForbidden(CheckForbiddenContext context) {
                strike(Place.CLIENT, CALLS, "a request");
              }
            });
  }

  /** A filter that lets every row pass, or throws. */
  RowFilter filter() {
    return change -> {
      strike(Place.FILTER, ROWS, "a row");
      return true;
    };
  }

  /** A store that does what {@code real} does, or throws, or fails. */
  PositionStore store(PositionStore real) {
    return new PositionStore() {
      @Override
      public Optional<Checkpoint> load(Lease lease) throws IOException, InterruptedException {
        strike(Place.STORE, 2, "load");
        return saysNothing(Place.STORE) ? nothing() : real.load(lease);
      }

      @Override
      public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
        strike(Place.STORE, CALLS, "save");
        if (saysNothing(Place.STORE)) {
          return nothing();
        }
        return real.save(checkpoint, lease)
            .thenAccept(any -> strike(Place.STORE, CALLS, "a save that was carried out"));
      }

      @Override
      public void saveAndRelease(Checkpoint checkpoint, Lease lease) throws IOException {
        real.saveAndRelease(checkpoint, lease);
      }
    };
  }

  /** A listener that throws, or blocks. */
  PipelineListener listener() {
    return new PipelineListener() {
      @Override
      public void onStateChange(PipelineState from, PipelineState to) {
        inListener("state");
      }

      @Override
      public void onAcknowledged(BinlogPosition position, int events, Duration lag) {
        inListener("acknowledged");
      }

      @Override
      public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
        inListener("failure");
      }
    };
  }

  private void inListener(String method) {
    strike(Place.LISTENER, 3, method);
    boolean wasInterrupted = false;
    while (isAt(Place.BLOCKED_LISTENER)) {
      wasInterrupted |= Thread.interrupted();
      LockSupport.parkNanos(LISTENER_NANOS);
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether null is returned now where something is; a pipeline may fail for good of that. */
  private boolean saysNothing(Place place) {
    boolean isNull = isNull(place);
    if (isNull) {
      isToBlame = true;
    }
    return isNull;
  }

  private boolean isNull(Place place) {
    Trouble now = trouble;
    return now != null
        && now.place() == place
        && now.thrown() == Thrown.NULL
        && oneOf(CALLS_FOR_NULL, now);
  }

  private boolean isAt(Place place) {
    Trouble now = trouble;
    return now != null && now.place() == place;
  }

  private static boolean oneOf(int calls, Trouble now) {
    synchronized (now.random()) {
      return now.random().nextInt(calls) == 0;
    }
  }

  /** Throws in one of so many calls. */
  private void strike(Place place, int calls, String what) {
    Trouble now = trouble;
    if (now == null || now.place() != place || !oneOf(calls, now)) {
      return;
    }
    Throwable thrown = thrown(now.thrown(), "%s: %s on purpose".formatted(place, what));
    if (thrown == null) {
      return;
    }
    logger.log(System.Logger.Level.INFO, () -> "throws " + thrown);
    if (now.thrown().isFinal() && place != Place.LISTENER || place == Place.FILTER) {
      isToBlame = true;
    }
    FaultyCode.<RuntimeException>raise(thrown);
  }

  private static @Nullable Throwable thrown(Thrown thrown, String words) {
    return switch (thrown) {
      case RUNTIME -> new IllegalStateException(words);
      case CHECKED -> new Exception(words);
      case INTERRUPTED -> new InterruptedException(words);
      case OUT_OF_MEMORY -> new OutOfMemoryError(words);
      case ASSERTION -> new AssertionError(words);
      case STACK_OVERFLOW -> new StackOverflowError(words);
      case NULL -> null;
    };
  }

  /** Throws what need not be declared in Kotlin, Scala and bytecode. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the point
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Null where null is wrong. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what is tried
  private static <T> T nothing() {
    return null;
  }
}
