package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.testkit.TestEvents;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.testkit.TestLease;
import dev.towpath.verification.chaos.FaultyCode.Place;
import dev.towpath.verification.chaos.FaultyCode.Thrown;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.hook.CheckForbiddenContext;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class FaultyCodeTest {
  private static final Failure FAILURE =
      new Failure(Failure.Stage.SINK, new IllegalStateException("broken"), 1, false);

  private static final Checkpoint CHECKPOINT =
      Checkpoint.of(BinlogPosition.builder("f", 4).build());
  private static final RowChange CHANGE = change();

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
    code.begin(Place.SINK, thrown);

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
    code.begin(Place.FACTORY, Thrown.CHECKED);

    assertInstanceOf(IllegalStateException.class, firstThrown(sink::flush));
    assertEquals(Exception.class, firstThrown(this::sink).getClass());
  }

  @Test
  void aSinkThatSaysNothingIsToBlame() throws Exception {
    Sink sink = sink();
    code.begin(Place.SINK, Thrown.NULL);

    @Nullable Object said = sink.interests();
    while (said != null) {
      said = sink.state();
    }
    assertTrue(code.isToBlame());
  }

  @Test
  void aTroubledPolicyThrowsOrSaysNothingAndIsToBlame() {
    code.begin(Place.POLICY, Thrown.ASSERTION);
    assertThrows(AssertionError.class, this::decision);
    assertTrue(code.isToBlame());

    code.forget();
    code.begin(Place.POLICY, Thrown.NULL);
    assertNull(decision());
    assertTrue(code.isToBlame());
  }

  @Test
  void aTroubledListenerThrowsAndExcusesNothing() {
    code.begin(Place.LISTENER, Thrown.STACK_OVERFLOW);

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
    code.begin(Place.PASSWORD, Thrown.INTERRUPTED);
    assertInstanceOf(InterruptedException.class, firstThrown(() -> code.password("secret")));

    code.begin(Place.PASSWORD, Thrown.NULL);
    @Nullable String given = code.password("secret");
    while (given != null) {
      given = code.password("secret");
    }

    code.end();
    assertEquals("secret", code.password("secret"));
  }

  @Test
  void aTroubledFilterIsToBlameForAllThatItThrows() {
    assertTrue(code.filter().includes(CHANGE));
    code.begin(Place.FILTER, Thrown.RUNTIME);

    assertInstanceOf(
        IllegalStateException.class, firstThrown(() -> code.filter().includes(CHANGE)));
    assertTrue(code.isToBlame());
  }

  @Test
  void aTroubledProducerThrowsWhenItSends() throws Exception {
    var producer = new DefaultMQProducer("test");
    code.disturb(producer);
    code.begin(Place.CLIENT, Thrown.OUT_OF_MEMORY);

    assertInstanceOf(OutOfMemoryError.class, firstThrown(() -> check(producer)));

    code.end();
    check(producer);
  }

  @SuppressWarnings("deprecation") // the way to the hooks
  private static void check(DefaultMQProducer producer) throws Exception {
    producer.getDefaultMQProducerImpl().executeCheckForbiddenHook(new CheckForbiddenContext());
  }

  @Test
  void aTroubledStoreThrowsOrFailsAfterItHasSaved() throws Exception {
    var real = new InMemoryPositionStore();
    Lease lease = new TestLease("test", 1);
    PositionStore store = code.store(real);
    code.begin(Place.STORE, Thrown.RUNTIME);

    boolean hasThrown = false;
    boolean hasFailed = false;
    while (!hasThrown || !hasFailed) {
      try {
        hasFailed |= store.save(CHECKPOINT, lease).toCompletableFuture().isCompletedExceptionally();
        assertEquals(Optional.of(CHECKPOINT), real.checkpoint("test"));
      } catch (IllegalStateException e) {
        hasThrown = true;
      }
    }
    assertFalse(code.isToBlame());
  }

  private static RowChange change() {
    Table orders = TestEvents.orders();
    EventBatch batch = TestEvents.withoutGtids().transaction().insert(orders).batch();
    return (RowChange) batch.events().get(1);
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
    return code.factory(context -> batch -> {}).create(TestSinkContext.of("test"));
  }
}
