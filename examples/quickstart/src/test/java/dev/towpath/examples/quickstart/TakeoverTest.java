package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TakeoverTest {
  private static final List<String> BOTH = List.of("mysql-1", "mysql-2");

  private final Takeover takeover = new Takeover();

  @Test
  void itLastsUntilAMessageOfALaterTermComes() throws IOException {
    takeover.received(message("mysql-1", 5, 0));
    takeover.killed();
    long late = System.nanoTime() + Duration.ofSeconds(7).toNanos();

    takeover.received(message("mysql-1", 5, late));
    assertEquals(Optional.empty(), takeover.duration("mysql-1"));

    takeover.received(message("mysql-1", 6, late));
    takeover.received(message("mysql-1", 6, late + Duration.ofSeconds(9).toNanos()));
    assertEquals(7, takeover.duration("mysql-1").orElseThrow().toSeconds());
  }

  @Test
  void itIsOverWhenAllPipelinesPublishAgain() throws IOException {
    BOTH.forEach(pipeline -> takeover.received(unchecked(pipeline, 1, 0)));
    takeover.killed();
    long now = System.nanoTime();

    takeover.received(message("mysql-1", 2, now + Duration.ofSeconds(3).toNanos()));
    assertTrue(takeover.longest(BOTH).isEmpty());

    takeover.received(message("mysql-2", 2, now + Duration.ofSeconds(4).toNanos()));
    assertEquals(4, takeover.longest(BOTH).orElseThrow().toSeconds());
  }

  private static Received unchecked(String topic, long term, long nanoTime) {
    try {
      return message(topic, term, nanoTime);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Received message(String topic, long term, long nanoTime) throws IOException {
    return new Received(topic, 0, term, FlatMessageTest.parse(FlatMessageTest.UPDATE), nanoTime);
  }
}
