package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.GtidSet;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServerRingTest {
  private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  private final SourceException down = SourceException.retryable("down");
  private final SourceException denied = SourceException.permanent("denied");
  private final SourceException lost = SourceException.positionLost("purged");

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
  void roundStartsAgainOnceAServerWorked() {
    ServerRing ring = ring("b");
    ring.failed(down);
    ring.works();

    assertNull(ring.failed(down));
  }

  @Test
  void replicaThatStandsStillIsPassedOver() {
    ServerRing ring = ring("b");
    assertTrue(ring.mustMove());

    ring.passOver(standstill(null));

    assertEquals("b", ring.current().host());
    assertTrue(ring.mustMove());
  }

  @Test
  void furthestReplicaIsTakenWhenNoServerMoves() {
    ServerRing ring = ring("b", "c", "d");
    ring.passOver(standstill(UUID + ":1-10"));
    ring.passOver(standstill(UUID + ":1-12"));
    assertNull(ring.failed(down));
    ring.passOver(standstill(UUID + ":1-11"));

    assertEquals("b", ring.current().host());
    assertFalse(ring.mustMove());
    ring.works();
    assertTrue(ring.mustMove());
  }

  @Test
  void replicaThatStandsStillIsTakenWhenTheLastServerFails() {
    ServerRing ring = ring("b");
    ring.passOver(standstill(null));

    assertNull(ring.failed(down));

    assertEquals("a", ring.current().host());
    assertFalse(ring.mustMove());
  }

  @Test
  void failuresAreReportedWhenNoReplicaThatStandsStillCanBeFollowedEither() {
    ServerRing ring = ring("b");
    ring.passOver(standstill(null));
    ring.failed(down);

    SourceException failure = Objects.requireNonNull(ring.failed(denied));

    assertTrue(String.valueOf(failure.getMessage()).contains("down; denied"), failure::toString);
    assertTrue(ring.mustMove());
  }

  @Test
  void singleServerNeedNotMove() {
    assertFalse(ring().mustMove());
  }

  private static StandstillException standstill(@Nullable String reached) {
    return new StandstillException("stands still", reached == null ? null : GtidSet.parse(reached));
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
