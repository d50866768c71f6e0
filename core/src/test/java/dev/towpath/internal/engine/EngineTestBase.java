package dev.towpath.internal.engine;

import static dev.towpath.internal.engine.EngineFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.pipeline.PipelineState;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * An engine with real threads, with sinks, stores and coordinators of an application that may be
 * faulty.
 */
abstract class EngineTestBase {
  static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

  final EngineFixture fixture = new EngineFixture();

  /** Releases everything that a test makes block. */
  final CountDownLatch end = new CountDownLatch(1);

  private @Nullable Engine engine;

  @AfterEach
  void close() {
    end.countDown();
    if (engine != null) {
      engine.close();
    }
  }

  Engine start() {
    engine = fixture.start();
    return engine;
  }

  /** Waits until the pipeline has failed, and returns the failure. */
  static Failure failed(Engine running) throws InterruptedException {
    await(() -> running.status().state().isFinal());
    assertEquals(PipelineState.FAILED, running.status().state());
    assertThrows(CdcException.class, () -> running.awaitStopped(0));
    return Objects.requireNonNull(running.status().failure());
  }
}
