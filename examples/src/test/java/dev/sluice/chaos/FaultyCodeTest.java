package dev.sluice.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.ErrorPolicy;
import dev.sluice.Failure;
import dev.sluice.PipelineState;
import dev.sluice.chaos.FaultyCode.Place;
import dev.sluice.chaos.FaultyCode.Thrown;
import dev.sluice.sink.Sink;
import dev.sluice.sink.SinkContext;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(300)
final class FaultyCodeTest {
  private static final Failure FAILURE =
      new Failure(Failure.Stage.SINK, new IllegalStateException("broken"), 1, false);

  private final FaultyCode code = new FaultyCode();

  @Test
  void untroubledCodeDoesWhatItShould() throws Exception {
    Sink sink = sink();
    for (int i = 0; i < 100; i++) {
      sink.flush();
    }

    assertEquals("secret", code.password("secret"));
    assertInstanceOf(ErrorPolicy.Skip.class, decision());
    code.listener().onStateChange(PipelineState.NEW, PipelineState.STANDBY);
    assertFalse(code.isToBlame());
  }

  @Test
  void aSinkThrowsWhatItsTroubleSays() throws Exception {
    assertThrown(Thrown.RUNTIME, IllegalStateException.class);
    assertThrown(Thrown.CHECKED, Exception.class);
    assertThrown(Thrown.INTERRUPTED, InterruptedException.class);
    assertThrown(Thrown.OUT_OF_MEMORY, OutOfMemoryError.class);
    assertThrown(Thrown.ASSERTION, AssertionError.class);
    assertThrown(Thrown.STACK_OVERFLOW, StackOverflowError.class);
  }

  private void assertThrown(Thrown thrown, Class<? extends Throwable> type) throws Exception {
    code.forget();
    Sink sink = sink();
    code.begin(Place.SINK, thrown.ordinal());

    assertEquals(type, firstThrown(sink::flush).getClass());
    assertEquals(Error.class.isAssignableFrom(type), code.isToBlame(), thrown::toString);

    code.end();
    for (int i = 0; i < 100; i++) {
      sink.flush();
    }
  }

  @Test
  void aTroubledFactoryFailsOnceItsSinkHas() throws Exception {
    Sink sink = sink();
    code.begin(Place.FACTORY, Thrown.CHECKED.ordinal());

    assertInstanceOf(IllegalStateException.class, firstThrown(sink::flush));
    assertEquals(Exception.class, firstThrown(this::sink).getClass());
  }

  @Test
  void aTroubledPolicyThrowsOrSaysNothingAndIsToBlame() {
    code.begin(Place.POLICY, Thrown.ASSERTION.ordinal());
    assertThrows(AssertionError.class, this::decision);
    assertTrue(code.isToBlame());

    code.forget();
    code.begin(Place.POLICY, Thrown.NULL.ordinal());
    assertNull(decision());
    assertTrue(code.isToBlame());
  }

  @Test
  void aTroubledListenerThrowsAndExcusesNothing() {
    code.begin(Place.LISTENER, Thrown.STACK_OVERFLOW.ordinal());

    assertInstanceOf(
        StackOverflowError.class,
        firstThrown(() -> code.listener().onStateChange(PipelineState.NEW, PipelineState.STANDBY)));
    assertFalse(code.isToBlame());
  }

  @Test
  void aBlockedListenerGoesOnWhenTheTroubleEndsAndKeepsItsInterrupt() throws Exception {
    code.begin(Place.BLOCKED_LISTENER, 0);
    var wasInterrupted = new CompletableFuture<Boolean>();
    var thread =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              code.listener().onStateChange(PipelineState.NEW, PipelineState.STANDBY);
              wasInterrupted.complete(Thread.currentThread().isInterrupted());
            });
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    assertFalse(wasInterrupted.isDone());
    code.end();
    assertTrue(wasInterrupted.get());
    thread.join();
  }

  @Test
  void aPasswordThatCannotBeHadComesAgainLater() {
    code.begin(Place.PASSWORD, Thrown.INTERRUPTED.ordinal());
    assertInstanceOf(InterruptedException.class, firstThrown(() -> code.password("secret")));

    code.begin(Place.PASSWORD, Thrown.NULL.ordinal());
    @Nullable String given = code.password("secret");
    while (given != null) {
      given = code.password("secret");
    }

    code.end();
    assertEquals("secret", code.password("secret"));
  }

  private static Throwable firstThrown(Executable action) {
    while (true) {
      try {
        action.execute();
      } catch (Throwable thrown) {
        return thrown;
      }
    }
  }

  private ErrorPolicy.@Nullable Decision decision() {
    return code.policy(failure -> new ErrorPolicy.Skip()).decide(FAILURE);
  }

  private Sink sink() throws Exception {
    return code.factory(context -> batch -> {}).create(new Nowhere());
  }

  /** A context of a sink that asks for nothing. */
  private static final class Nowhere implements SinkContext {
    @Override
    public String pipeline() {
      return "test";
    }

    @Override
    public long epoch() {
      return 1;
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public Optional<byte[]> checkpoint() {
      return Optional.empty();
    }

    @Override
    public void awaitLease() {}
  }
}
