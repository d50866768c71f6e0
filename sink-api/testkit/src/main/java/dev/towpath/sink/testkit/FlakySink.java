package dev.towpath.sink.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.EventKind;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A factory of sinks that pass everything on to other sinks, but fail on request. Calls are counted
 * from 1 over all sinks created here. Thread-safe.
 *
 * <pre>{@code
 * var record = new RecordingSink();
 * var flaky = FlakySink.over(record.factory())
 *     .failing(FlakySink.Call.FLUSH, 3)
 *     .failing(FlakySink.Call.WRITE, 5, SinkException.permanent("too large"));
 * }</pre>
 */
public final class FlakySink implements SinkFactory {
  private final SinkFactory target;
  private final Map<Call, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Map<Nth, Exception> failures = new ConcurrentHashMap<>();

  /** A call that can fail. */
  public enum Call {
    /** The creation of a sink; the other factory is not called. */
    CREATE,
    /** A write; the other sink does not get the batch. */
    WRITE,
    /** A flush; the other sink is not flushed. */
    FLUSH,
    /** A flush after the other sink was flushed: the acknowledgement is lost. */
    ACKNOWLEDGE,
    /** A call of {@link Sink#acknowledged()}; the other sink is not asked. */
    ACKNOWLEDGED,
    /** A close after the other sink was closed. */
    CLOSE
  }

  private record Nth(Call call, int number) {}

  private FlakySink(SinkFactory target) {
    this.target = target;
  }

  /** Returns a factory of sinks over the sinks of {@code target}. They do not fail yet. */
  public static FlakySink over(SinkFactory target) {
    return new FlakySink(Objects.requireNonNull(target, "target"));
  }

  /** Lets the n-th call fail with a transient {@link SinkException}. */
  public FlakySink failing(Call call, int n) {
    return failing(call, n, SinkException.retryable(call + " " + n + " fails as requested"));
  }

  /** Lets the n-th call fail with {@code failure}. */
  public FlakySink failing(Call call, int n, Exception failure) {
    failures.put(new Nth(call, n), failure);
    return this;
  }

  /** Returns the number of calls so far, failures included. */
  public int calls(Call call) {
    return count(call).get();
  }

  private AtomicInteger count(Call call) {
    return counts.computeIfAbsent(call, first -> new AtomicInteger());
  }

  private void reach(Call call) throws Exception {
    Exception failure = failures.get(new Nth(call, count(call).incrementAndGet()));
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Sink create(SinkContext context) throws Exception {
    reach(Call.CREATE);
    return new Wrapper(target.create(context));
  }

  @SuppressWarnings("try") // close() may be interrupted, as in any sink
  private final class Wrapper implements Sink {
    private final Sink sink;

    Wrapper(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(EventBatch batch) throws Exception {
      reach(Call.WRITE);
      sink.write(batch);
    }

    @Override
    public void flush() throws Exception {
      reach(Call.FLUSH);
      sink.flush();
      reach(Call.ACKNOWLEDGE);
    }

    @Override
    public Optional<Acknowledgement> acknowledged() throws Exception {
      reach(Call.ACKNOWLEDGED);
      return sink.acknowledged();
    }

    @Override
    public Set<EventKind> interests() {
      return sink.interests();
    }

    @Override
    public Optional<BinlogPosition> resumePosition() throws Exception {
      return sink.resumePosition();
    }

    @Override
    public Optional<byte[]> state() {
      return sink.state();
    }

    @Override
    public void close() throws Exception {
      sink.close();
      reach(Call.CLOSE);
    }
  }
}
