package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DuplicateReaderBackoffTest {
  private static final long START = Long.MAX_VALUE - 5;

  private final DuplicateReaderBackoff displacements = new DuplicateReaderBackoff();

  @Test
  void displacementsInARowAreCounted() {
    assertEquals(0, displacements.displaced(START));
    assertEquals(1, displacements.displaced(START + Duration.ofSeconds(30).toNanos()));
    assertEquals(2, displacements.displaced(START + Duration.ofMinutes(5).toNanos()));
  }

  @Test
  void displacementOfLongAgoIsForgotten() {
    displacements.displaced(START);
    displacements.displaced(START);

    assertEquals(0, displacements.displaced(START + Duration.ofMinutes(5).toNanos()));
  }
}
