package dev.sluice.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RivalryTest {
  private static final long START = Long.MAX_VALUE - 5;

  private final Rivalry rivalry = new Rivalry();

  @Test
  void whatHappensAgainAndAgainIsCounted() {
    assertEquals(0, rivalry.displaced(START));
    assertEquals(1, rivalry.displaced(START + Duration.ofSeconds(30).toNanos()));
    assertEquals(2, rivalry.displaced(START + Duration.ofMinutes(5).toNanos()));
  }

  @Test
  void whatHappenedLongAgoIsForgotten() {
    rivalry.displaced(START);
    rivalry.displaced(START);

    assertEquals(0, rivalry.displaced(START + Duration.ofMinutes(5).toNanos()));
  }
}
