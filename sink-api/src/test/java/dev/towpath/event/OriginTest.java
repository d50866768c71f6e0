package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class OriginTest {
  private static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");

  @Test
  void gtidByItsPartsIsItsText() {
    Origin plain = Origin.builder().at("bin.1", 4).gtid(SOURCE, "", 7).build();
    Origin tagged = Origin.builder().at("bin.1", 4).gtid(SOURCE, "blue", 7).build();

    assertEquals(SOURCE + ":7", plain.gtid());
    assertEquals(SOURCE + ":7", plain.transactionId());
    assertEquals("bin.1/4 (" + SOURCE + ":7)", plain.toString());
    assertEquals(SOURCE + ":blue:7", tagged.gtid());
  }

  @Test
  void transactionWithoutGtidIsKnownByItsPlace() {
    Origin origin = Origin.builder().at("bin.1", 4).build();

    assertNull(origin.gtid());
    assertEquals("bin.1/4", origin.transactionId());
  }

  @Test
  void commitTimestampIsKeptOrNull() {
    Instant commit = Instant.parse("2026-11-22T17:00:00.000001Z");

    assertEquals(commit, Origin.builder().commitTimestamp(commit).build().commitTimestamp());
    assertNull(Origin.builder().build().commitTimestamp());
  }
}
