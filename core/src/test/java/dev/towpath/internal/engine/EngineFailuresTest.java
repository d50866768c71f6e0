package dev.towpath.internal.engine;

import static dev.towpath.internal.engine.EngineFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.EventKind;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of failures of sinks, policies, and filters. */
@SuppressWarnings("NullAway") // Parts of an application that violate their contracts.
final class EngineFailuresTest extends EngineTestBase {
  static Stream<Named<SinkFactory>> sinkThatBreaksItsContractFailsThePipeline() {
    return Stream.of(
        Named.of("no sink", context -> null),
        Named.of(
            "factory with an error",
            context -> {
              throw new NoClassDefFoundError("org/example/Missing");
            }),
        Named.of(
            "error in write",
            context ->
                batch -> {
                  throw new StackOverflowError();
                }),
        Named.of("error in flush", context -> new ThrowingSink("flush")),
        Named.of("no interests", context -> new ThrowingSink("interests")),
        Named.of("null resume position", context -> new ThrowingSink("resume")),
        Named.of("null checkpoint", context -> new ThrowingSink("checkpoint")),
        Named.of("null acknowledgement", context -> new ThrowingSink("acknowledged")));
  }

  @ParameterizedTest
  @MethodSource
  void sinkThatBreaksItsContractFailsThePipeline(SinkFactory factory) throws Exception {
    fixture.sink = factory;
    fixture.policy = ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(2));

    Failure failure = failed(start());

    assertEquals(Stage.SINK, failure.stage(), failure::describe);
    assertTrue(failure.isPermanent(), failure::describe);
    assertTrue(failure.describe().contains("EngineFailuresTest"), failure::describe);
  }

  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  private record ThrowingSink(String at) implements Sink {
    @Override
    public void write(EventBatch batch) {}

    @Override
    public void flush() {
      if (at.equals("flush")) {
        throw new AssertionError("broken");
      }
    }

    @Override
    public Set<EventKind> interests() {
      return at.equals("interests") ? null : Sink.super.interests();
    }

    @Override
    public Optional<BinlogPosition> resumePosition() {
      return at.equals("resume") ? null : Optional.empty();
    }

    @Override
    public Optional<byte[]> state() {
      return at.equals("checkpoint") ? null : Optional.empty();
    }

    @Override
    public Optional<Acknowledgement> acknowledged() {
      return at.equals("acknowledged") ? null : Optional.empty();
    }
  }

  @Test
  void unorderedInterruptedExceptionIsAFailureOfTheSink() throws Exception {
    List<Failure> heard = new CopyOnWriteArrayList<>();
    var calls = new AtomicInteger();
    fixture.policy =
        failure -> {
          heard.add(failure);
          return new ErrorPolicy.Retry(Duration.ZERO);
        };
    fixture.sink =
        context ->
            batch -> {
              if (calls.incrementAndGet() < 3) {
                throw new InterruptedException("a pool was shut down");
              }
            };

    Engine running = start();

    await(() -> running.status().acknowledgedEvents() > 0);
    assertEquals(2, heard.size());
    assertEquals(Stage.SINK, heard.get(0).stage());
    assertNull(running.status().failure());
  }

  static Stream<Named<ErrorPolicy>> policyThatFailsStopsThePipeline() {
    return Stream.of(
        Named.of(
            "throws",
            failure -> {
              throw new IllegalStateException("no decision");
            }),
        Named.of(
            "throws an error",
            failure -> {
              throw new AssertionError("no decision");
            }),
        Named.of("answers null", failure -> null));
  }

  @ParameterizedTest
  @MethodSource
  void policyThatFailsStopsThePipeline(ErrorPolicy policy) throws Exception {
    fixture.policy = policy;
    fixture.sink =
        context ->
            batch -> {
              throw new IllegalArgumentException("price is NULL");
            };

    Failure failure = failed(start());

    assertEquals(Stage.SINK, failure.stage());
    assertTrue(failure.describe().contains("EngineFailuresTest"), failure::describe);
    assertTrue(failure.describe().contains("price is NULL"), failure::describe);
  }

  @Test
  void aRetryInFarFutureWaitsAndCanBeStopped() throws Exception {
    fixture.policy = failure -> new ErrorPolicy.Retry(LONG);
    fixture.sink =
        context -> {
          throw new IOException("down");
        };
    Engine running = start();
    await(() -> running.status().state() == PipelineState.RETRYING);

    running.close();

    assertEquals(PipelineState.STOPPED, running.status().state());
  }

  @Test
  void aFailureNamesSinkTablesAndPlaces() throws Exception {
    fixture.sink =
        context ->
            batch -> {
              throw new IllegalStateException("price is NULL");
            };

    String text = failed(start()).describe();

    assertTrue(text.contains("EngineFailuresTest"), text);
    assertTrue(text.contains("writing") && text.contains("shop.t"), text);
    assertTrue(text.contains("bin.000001/") && text.contains("price is NULL"), text);
  }

  @Test
  void anIsolatedRowIsNamedByItsKey() throws Exception {
    List<String> letters = new CopyOnWriteArrayList<>();
    fixture.policy =
        ErrorPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(2))
            .isolating(letter -> letters.add(letter.failure().describe()))
            .atMost(3);
    fixture.sink =
        context ->
            batch ->
                batch.events().stream()
                    .filter(event -> PickySink.id(event) == 1)
                    .findAny()
                    .ifPresent(
                        event -> {
                          throw new IllegalStateException("price is NULL");
                        });

    Engine running = start();
    await(() -> !letters.isEmpty());

    String text = letters.get(0);
    assertTrue(text.contains("INSERT of shop.t with key [1] at bin.000001/"), text);
    await(() -> running.status().acknowledgedEvents() > 0);
  }

  @Test
  void aFilterThatThrowsAnErrorIsNamed() throws Exception {
    fixture.rows =
        change -> {
          throw new AssertionError("no such column");
        };

    Failure failure = failed(start());

    assertEquals(Stage.DECODE, failure.stage());
    assertTrue(failure.describe().contains("no such column"), failure::describe);
    assertTrue(failure.describe().contains("row filter"), failure::describe);
  }

  @Test
  void aFailureWithoutMessageStillSaysWhatWasThrown() {
    var failure = new Failure(Stage.SINK, new IllegalStateException(), 1, false, "writing");

    assertEquals("writing: java.lang.IllegalStateException", failure.describe());
    assertInstanceOf(IllegalStateException.class, failure.cause());
    assertNotNull(failure.stage());
  }
}
