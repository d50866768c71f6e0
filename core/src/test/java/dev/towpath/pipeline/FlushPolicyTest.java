package dev.towpath.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlushPolicyTest {

  @Test
  void endsOfTheRangeAreAccepted() {
    for (Duration end : List.of(Duration.ofMillis(1), Duration.ofHours(1))) {
      assertEquals(end, FlushPolicy.every(end).orEvents(1).interval());
    }
  }

  @Test
  void anyIntervalOutOfRangeIsRefusedWithTheRange() {
    for (Duration interval :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofHours(1).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThrows(IllegalArgumentException.class, () -> FlushPolicy.every(interval));
    }
    assertThrows(
        IllegalArgumentException.class, () -> FlushPolicy.every(Duration.ofSeconds(1)).orEvents(0));
  }
}
