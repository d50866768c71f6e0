package dev.towpath.internal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final Duration MOST_NEGATIVE = Duration.ofSeconds(Long.MIN_VALUE);

  @Test
  void ordinaryDurationsAreConverted() {
    Duration almost = Duration.ofNanos(Long.MAX_VALUE - 1);

    assertEquals(-3_000_000, Durations.saturatedNanos(Duration.ofMillis(-3)));
    assertEquals(Long.MAX_VALUE - 1, Durations.saturatedNanos(almost));
    assertEquals(30_000, Durations.saturatedMillis(Duration.ofSeconds(30)));
    assertEquals(0, Durations.saturatedMillis(Duration.ZERO));
  }

  @Test
  void extremeDurationsSaturate() {
    assertEquals(Long.MAX_VALUE, Durations.saturatedNanos(Duration.ofDays(365_000)));
    assertEquals(Long.MAX_VALUE, Durations.saturatedNanos(LONGEST));
    assertEquals(Long.MIN_VALUE, Durations.saturatedNanos(MOST_NEGATIVE));
    assertEquals(Integer.MAX_VALUE, Durations.saturatedMillis(Duration.ofDays(25)));
    assertEquals(Integer.MAX_VALUE, Durations.saturatedMillis(LONGEST));
    assertEquals(Integer.MIN_VALUE, Durations.saturatedMillis(MOST_NEGATIVE));
  }

  @Test
  void positiveDurationIsNeverRoundedToNoLimit() {
    assertEquals(1, Durations.saturatedMillis(Duration.ofNanos(1)));
    assertEquals(1, Durations.saturatedMillis(Duration.ofNanos(1_999_999)));
  }
}
