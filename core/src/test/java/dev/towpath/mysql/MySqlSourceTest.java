package dev.towpath.mysql;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class MySqlSourceTest {
  private static final List<Duration> EXTREMES =
      List.of(
          Duration.ofDays(365_000),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
          Duration.ofSeconds(Long.MIN_VALUE),
          Duration.ofNanos(-1));

  @Test
  void extremeDurationsAreRefusedWithTheRange() {
    assertRefused(extreme -> builder().connectTimeout(extreme));
    assertRefused(extreme -> builder().heartbeatInterval(extreme));
    assertRefused(extreme -> builder().timestampRewind(extreme));
  }

  private static void assertRefused(Function<Duration, MySqlSource.Builder> setting) {
    for (Duration extreme : EXTREMES) {
      assertThrows(IllegalArgumentException.class, () -> setting.apply(extreme));
    }
  }

  private static MySqlSource.Builder builder() {
    return MySqlSource.builder("localhost", 3306);
  }
}
