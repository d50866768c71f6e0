package dev.sluice.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.internal.protocol.SourceException;
import dev.sluice.mysql.MySqlSource;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class ServerRingTest {
  private final SourceException down = SourceException.retryable("down", null);
  private final SourceException denied = SourceException.permanent("denied", null);
  private final SourceException lost = SourceException.positionLost("purged", null);

  @Test
  void serversAreTriedInTurnBeforeAnythingIsReported() {
    ServerRing ring = ring("b", "c");

    assertNull(ring.failed(down));
    assertEquals("b", ring.current().host());
    assertNull(ring.failed(down));
    assertEquals("c", ring.current().host());
    assertNotNull(ring.failed(down));
    assertEquals("a", ring.current().host());
  }

  @Test
  void failureOfASingleServerIsPassedOn() {
    assertSame(denied, ring().failed(denied));
  }

  @Test
  void serverThatMayComeBackKeepsTheRestFromBeingFinal() {
    ServerRing ring = ring("b");
    ring.failed(down);

    SourceException failure = Objects.requireNonNull(ring.failed(denied));

    assertFalse(failure.isPermanent());
    assertTrue(String.valueOf(failure.getMessage()).contains("down; denied"));
  }

  @Test
  void positionIsLostOnlyWhenNoServerCanServeIt() {
    ServerRing ring = ring("b");
    ring.failed(lost);
    assertFalse(Objects.requireNonNull(ring.failed(down)).isPositionLost());

    ring.failed(lost);
    assertTrue(Objects.requireNonNull(ring.failed(denied)).isPositionLost());
  }

  @Test
  void roundStartsAnewOnceAServerWorked() {
    ServerRing ring = ring("b");
    ring.failed(down);
    ring.works();

    assertNull(ring.failed(down));
  }

  private static ServerRing ring(String... standbys) {
    MySqlSource.Builder source =
        MySqlSource.builder("a", 3306).credentials("cdc", () -> "").serverId(5);
    for (String standby : standbys) {
      source.failover(standby, 3306);
    }
    return new ServerRing("orders", source.build().servers());
  }
}
