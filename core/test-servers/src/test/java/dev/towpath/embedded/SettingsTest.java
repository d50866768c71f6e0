package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsTest {
  @Test
  void valuesOutOfRangeAreRefusedAtOnceAndNamed() {
    assertRefused("65536", () -> EmbeddedMySql.builder().port(65_536));
    assertRefused("-1", () -> EmbeddedZooKeeper.builder().port(-1));
    assertRefused("server_id must be positive: 0", () -> EmbeddedMySql.builder().serverId(0));
    assertRefused("PT0S", () -> EmbeddedZooKeeper.builder().tickTime(Duration.ZERO));
  }

  private static void assertRefused(String words, Executable setting) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, setting);

    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::toString);
  }
}
