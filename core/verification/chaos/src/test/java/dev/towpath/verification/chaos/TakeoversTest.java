package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TakeoversTest {
  private final Takeovers takeovers = new Takeovers();

  @Test
  void theTimeEndsWithTheFirstMessageOfALaterTerm() {
    takeovers.published(7, 900);
    takeovers.counts(true);
    takeovers.began(1_000);
    takeovers.published(7, 1_100);
    takeovers.published(8, 4_000);
    takeovers.published(8, 9_000);

    assertEquals(3_000, takeovers.longest());
    assertEquals(1, takeovers.number());
  }

  @Test
  void theLongestOfSeveralCounts() {
    for (int term = 1; term <= 3; term++) {
      takeovers.counts(true);
      takeovers.began(10_000L * term);
      takeovers.published(term, 10_000L * term + (term == 2 ? 500 : 100));
    }

    assertEquals(500, takeovers.longest());
    assertEquals(3, takeovers.number());
  }

  @Test
  void delayWithAnotherCauseDoesNotCount() {
    takeovers.counts(false);
    takeovers.began(1_000);
    takeovers.published(8, 60_000);
    takeovers.counts(true);
    takeovers.began(61_000);
    takeovers.counts(false);
    takeovers.published(9, 90_000);

    assertEquals(0, takeovers.longest());
  }
}
