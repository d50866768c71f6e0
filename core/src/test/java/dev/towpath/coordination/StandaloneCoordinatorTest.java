package dev.towpath.coordination;

import static java.time.ZoneOffset.UTC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testkit.CoordinatorContract;
import dev.towpath.testkit.TestCandidacy;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StandaloneCoordinatorTest extends CoordinatorContract {

  @Override
  protected Coordinator open() {
    return Coordinator.standalone();
  }

  @Override
  protected boolean isExclusive() {
    return false;
  }

  @Override
  protected boolean choosesEpochs() {
    return true;
  }

  @Test
  void epochIsAboveTheClockEvenIfTheKnownOneIsNot() {
    var coordinator = new StandaloneCoordinator(Clock.fixed(Instant.ofEpochSecond(2), UTC));

    try (Lease lease = coordinator.acquire(new TestCandidacy("orders", 7))) {
      assertEquals(2_000_000, lease.epoch());
    }
  }

  @Test
  void epochOfOneDestinationDoesNotCarryOthersAlong() {
    var coordinator = new StandaloneCoordinator(Clock.fixed(Instant.ofEpochSecond(2), UTC));

    try (Lease ahead = coordinator.acquire(new TestCandidacy("orders", 9_000_000));
        Lease other = coordinator.acquire(new TestCandidacy("customers", 0))) {
      assertEquals(9_000_001, ahead.epoch());
      assertEquals(2_000_000, other.epoch());
    }
  }

  @Test
  void greatestOfAllEpochsIsRefusedBecauseNoneExceedsIt() {
    var candidacy = new TestCandidacy("orders", Long.MAX_VALUE);

    var refused =
        assertThrows(
            CoordinationException.class, () -> Coordinator.standalone().acquire(candidacy));

    assertTrue(String.valueOf(refused.getMessage()).contains("orders"), refused::toString);
  }
}
