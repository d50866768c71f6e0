package dev.towpath.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "'',                          a host and a port",
    "db.internal:3306,            the port as the second argument",
    "jdbc:mysql://db:3306/shop,   not a URL",
    "mysql://db,                  not a URL",
    "'db internal',               the name or address alone",
  })
  void aHostIsANameOrAnAddress(String host, String reason) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> MySqlSource.builder(host, 3306));

    assertTrue(String.valueOf(refused.getMessage()).contains("'" + host + "'"), refused.toString());
    assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.7", "::1", "2001:db8::7", "fe80::1%eth0"})
  void namesAndAddressesOfBothKindsAreHosts(String host) {
    MySqlSource source =
        MySqlSource.builder(host, 3306).credentials("cdc", () -> "").serverId(7).build();

    assertEquals(host, source.host());
  }
}
