package dev.towpath.ha.zookeeper.internal.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.internal.election.ElectionStep.Kind;
import dev.towpath.ha.zookeeper.internal.loop.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ElectionStepTest {
  private final ManualTicker ticker = new ManualTicker();
  private final List<String> happened = new ArrayList<>();
  private final ElectionStep step = new ElectionStep(ticker, () -> happened.add("look"));

  @Test
  void theReplyToAnAbandonedStepIsDropped() {
    Consumer<String> reply = step.begin(Kind.CLAIM, happened::add);
    assertTrue(step.isClaim());

    step.abandon();
    reply.accept("late");

    assertFalse(step.isInFlight());
    assertEquals(List.of(), happened);
  }

  @Test
  void theReplyToAStepThatWasReplacedIsDropped() {
    Consumer<String> first = step.begin(Kind.REQUEST, happened::add);
    Consumer<String> second = step.begin(Kind.REQUEST, happened::add);

    first.accept("first");
    assertTrue(step.isInFlight());
    second.accept("second");

    assertEquals(List.of("second"), happened);
  }

  @Test
  void aWishToLookWaitsForTheEndOfTheLastStep() {
    Consumer<String> reply =
        step.begin(
            Kind.REQUEST,
            first -> step.<String>begin(Kind.REQUEST, happened::add).accept(first + " and second"));
    step.lookAgain();

    reply.accept("first");

    assertEquals(List.of("first and second", "look"), happened);
  }

  @Test
  void aStepThatDoesNotEndIsNoticed() {
    Consumer<String> reply = step.begin(Kind.REQUEST, happened::add);
    ticker.pass(Duration.ofSeconds(3));

    assertTrue(step.isOlderThan(Duration.ofSeconds(2).toNanos()));
    assertFalse(step.isOlderThan(Duration.ofSeconds(3).toNanos()));
    step.abandon();
    assertFalse(step.isOlderThan(0));
    reply.accept("late");
    assertEquals(List.of(), happened);
  }
}
