package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

  @Test
  void sendingWaitsForTheThrottle() {
    var throttle = new Throttle(OptionalLong.of(100), OptionalLong.empty());

    assertEquals(Duration.ZERO, throttle.reserve(50, 1, 0));
    assertEquals(Duration.ofMillis(500), throttle.reserve(10, 1, 0));
    assertEquals(Duration.ofMillis(100), throttle.reserve(1, 1, 500_000_000));
    assertEquals(Duration.ZERO, throttle.reserve(1, 1, 5_000_000_000L));
  }

  @Test
  void throttleOfAnySizeDoesNotOverflow() {
    var throttle = new Throttle(OptionalLong.empty(), OptionalLong.of(1));
    long now = Long.MAX_VALUE - 5;

    for (int i = 0; i < 3; i++) {
      assertFalse(throttle.reserve(1, Long.MAX_VALUE, now).isNegative());
    }

    assertEquals(Duration.ofDays(36_500), throttle.reserve(1, 1, now));
  }
}
