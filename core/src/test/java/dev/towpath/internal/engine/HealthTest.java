package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.LogLines;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.pipeline.PipelineState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class HealthTest {
  private final EngineFixture fixture = new EngineFixture();

  private EngineParts following(ErrorPolicy policy) {
    fixture.policy = policy;
    EngineParts parts = fixture.parts();
    parts.state().started();
    parts.state().elected();
    parts.state().following();
    return parts;
  }

  @Test
  void stageThatRecoversWhileThePolicyIsAskedStaysRecovered() {
    EngineParts[] parts = new EngineParts[1];
    parts[0] =
        following(
            failure -> {
              parts[0].health().recovered(failure.stage());
              return new ErrorPolicy.Retry(Duration.ZERO);
            });

    parts[0].health().failed(failure(Stage.DECODE), Health.RETRY);

    assertNull(parts[0].health().failure());
    assertEquals(PipelineState.RUNNING, parts[0].state().state());
  }

  @Test
  void aStageThatRecoversLeavesTheFailuresOfOthers() {
    EngineParts parts = following(failure -> new ErrorPolicy.Retry(Duration.ZERO));
    parts.health().failed(failure(Stage.SOURCE), Health.RETRY);
    parts.health().failed(failure(Stage.POSITION), Health.RETRY);

    parts.health().recovered(Stage.POSITION);

    assertEquals(Stage.SOURCE, Objects.requireNonNull(parts.health().failure()).stage());
    assertEquals(PipelineState.RETRYING, parts.state().state());
    parts.health().recovered(Stage.SOURCE);
    assertEquals(PipelineState.RUNNING, parts.state().state());
  }

  @Test
  void attemptsAreCountedUntilTheStageRecovers() {
    EngineParts parts = following(failure -> new ErrorPolicy.Retry(Duration.ZERO));

    parts.health().failed(failure(Stage.SINK), Health.RETRY);
    assertEquals(2, parts.health().failed(failure(Stage.SINK), Health.RETRY).failure().attempt());
    parts.health().recovered(Stage.SINK);
    assertEquals(1, parts.health().failed(failure(Stage.SINK), Health.RETRY).failure().attempt());
  }

  @Test
  void outageHasOneWarningAndOneLineAtItsEnd() {
    EngineParts parts = following(failure -> new ErrorPolicy.Retry(Duration.ofMillis(20)));
    try (var log = LogLines.of("dev.towpath.pipeline")) {
      for (int i = 0; i < 50; i++) {
        parts.health().failed(failure(Stage.SOURCE), Health.RETRY);
      }
      parts.health().recovered(Stage.SOURCE);

      List<String> lines = log.with("");
      assertEquals(2, lines.size(), lines::toString);
      assertEquals(
          "WARNING pipeline orders: SOURCE failed (attempt 1), retrying in 20 ms: down",
          lines.get(0));
      assertTrue(
          lines.get(1).startsWith("INFO pipeline orders: SOURCE works again, after 50 failed"),
          lines::toString);
    }
  }

  @Test
  void changeThatIsSkippedIsLoggedEachTime() {
    EngineParts parts = following(failure -> new ErrorPolicy.Skip());
    try (var log = LogLines.of("dev.towpath.pipeline")) {
      parts.health().failed(failure(Stage.DECODE), Health.SKIP);
      parts.health().failed(failure(Stage.DECODE), Health.SKIP);

      assertEquals(2, log.with("WARNING pipeline orders: DECODE failed").size());
    }
  }

  @Test
  void aDecisionThatIsNotPossibleMeansStop() {
    EngineParts parts = following(failure -> new ErrorPolicy.Skip());

    Health.Verdict verdict = parts.health().failed(failure(Stage.SOURCE), Health.RETRY);

    assertEquals(new ErrorPolicy.Stop(), verdict.decision());
  }

  @Test
  void troubleOfTheCoordinatorOutlivesTheTermAndDoesNotHoldDeliveryUp() {
    EngineParts parts = following(failure -> new ErrorPolicy.Stop());
    parts.health().failed(failure(Stage.SINK), Health.RETRY);

    parts.health().troubled(Stage.COORDINATION, new IOException("no server"), "waiting");
    assertEquals(PipelineState.RUNNING, parts.state().state());
    parts.health().reset();

    Failure left = Objects.requireNonNull(parts.health().failure());
    assertEquals(Stage.COORDINATION, left.stage());
  }

  @Test
  void aMessageThatCannotBeReadHidesNothing() {
    var evil =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("evil");
          }
        };

    String text = new Failure(Stage.SINK, evil, 1, false, "writing").describe();

    assertTrue(text.startsWith("writing: dev.towpath.internal.engine.HealthTest"), text);
  }

  private static Failure failure(Stage stage) {
    return new Failure(stage, new IOException("down"), 1, false);
  }
}
