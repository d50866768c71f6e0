package dev.towpath.verification.chaos;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.filter.RowFilter;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.SinkFactory;
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

/** The application code of a pipeline, which throws for a while on command. Thread-safe. */
final class FaultyCode {
  private static final System.Logger logger = System.getLogger(FaultyCode.class.getName());

  /** One in this many calls of a sink throws. */
  private static final int CALLS = 8;

  /** One in this many answers is null. */
  private static final int CALLS_FOR_NULL = 2;

  /** A filter throws at one in this many rows. */
  private static final int ROWS = 100;

  private static final long LISTENER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private volatile @Nullable Trouble trouble;
  private volatile boolean isToBlame;

  /** The places of faulty code. */
  enum Place {
    SINK,
    /** The factory of sinks, once a sink has thrown. */
    FACTORY,
    LISTENER,
    /** A listener that blocks while the trouble lasts. */
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

  /** The kinds of exceptions. */
  enum Thrown {
    RUNTIME,
    CHECKED,
    /** An exception without an interrupt, as some clients and pools throw it. */
    INTERRUPTED,
    OUT_OF_MEMORY,
    ASSERTION,
    STACK_OVERFLOW,
    /** No exception, but null in place of a result. */
    NULL;

    /** Returns whether a pipeline may end in FAILED because of this. */
    boolean isFinal() {
      return this == OUT_OF_MEMORY || this == ASSERTION || this == STACK_OVERFLOW;
    }
  }

  /** An injected trouble: its place, its exception, and its random draws. */
  private record Trouble(Place place, Thrown thrown, Random random) {}

  /** Starts to throw an exception that depends only on {@code choice}. */
  void begin(Place place, int choice) {
    Thrown[] all = Thrown.values();
    trouble = new Trouble(place, all[choice % all.length], new Random(choice));
  }

  /** Starts to throw {@code thrown}. */
  void begin(Place place, Thrown thrown) {
    trouble = new Trouble(place, thrown, new Random(0));
  }

  /** Stops throwing and releases blocked calls. */
  void end() {
    trouble = null;
  }

  /** Forgets earlier exceptions, which may not fail a new pipeline. */
  void forget() {
    isToBlame = false;
  }

  /**
   * Returns whether an exception since the last {@link #forget} makes a pipeline fail permanently.
   */
  boolean isToBlame() {
    return isToBlame;
  }

  /** Returns a factory whose sinks act like {@code real}'s, or throw. */
  SinkFactory factory(SinkFactory real) {
    return context -> {
      strike(Place.FACTORY, 2, "the sink cannot be created");
      if (saysNothing(Place.FACTORY)) {
        return nothing();
      }
      return new FaultySink(this, real.create(context));
    };
  }

  /** Throws in some calls of a sink. */
  void inSink(String method) {
    strike(Place.SINK, CALLS, method);
    if (isAt(Place.FACTORY) || isAt(Place.POLICY)) {
      Trouble now = trouble;
      if (now != null && oneOf(CALLS, now)) {
        throw new IllegalStateException("the sink makes work for others in " + method);
      }
    }
  }

  /** Returns a sink's answer: {@code real}, or null. */
  <T> T answer(T real) {
    return saysNothing(Place.SINK) || saysNothing(Place.FACTORY) ? nothing() : real;
  }

  /** Returns a policy that decides like {@code real}, throws, or returns null. */
  ErrorPolicy policy(ErrorPolicy real) {
    return failure -> {
      Trouble now = trouble;
      if (now != null && now.place() == Place.POLICY) {
        // A failing policy means Stop.
        isToBlame = true;
        strike(Place.POLICY, 1, "no decision");
        return nothing();
      }
      return real.decide(failure);
    };
  }

  /** Returns the password, or throws. */
  String password(String real) {
    strike(Place.PASSWORD, 2, "the vault is sealed");
    // A transient failure: the pipeline may not fail because of it.
    return isNull(Place.PASSWORD) ? nothing() : real;
  }

  /** Makes a producer throw when it sends. */
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

  /** Returns a filter that accepts every row, or throws. */
  RowFilter filter() {
    return change -> {
      strike(Place.FILTER, ROWS, "a row");
      return true;
    };
  }

  /** Returns a store that acts like {@code real}, throws, or fails. */
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

  /** Returns a listener that throws or blocks. */
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

  /** Returns whether to return null now, which may fail a pipeline permanently. */
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

  /** Throws in one of {@code calls} calls. */
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

  /** Throws a checked exception without a declaration, as Kotlin, Scala and bytecode can. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the point
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** Returns null where null is not allowed. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what is tried
  private static <T> T nothing() {
    return null;
  }
}
