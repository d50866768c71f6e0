package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
final class HistoriesTest {

  @Test
  void noFaultAtAnyStepBreaksAPromise() {
    int histories = Histories.single();

    assertTrue(histories > 5_000, () -> histories + " histories");
  }

  @Test
  void twoFaultsNearEachOtherBreakNoPromise() {
    int histories = Histories.pairs();

    assertTrue(histories > 10_000, () -> histories + " histories");
  }

  @Test
  void severalFaultsTogetherBreakNoPromise() {
    long seed = Long.getLong("towpath.seed", System.nanoTime());
    try {
      Histories.several(4_000, seed);
    } catch (HistoryWorld.Violation e) {
      throw new AssertionError("repeat it with -Dtowpath.seed=" + seed, e);
    }
  }
}
