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
    long before = System.nanoTime();
    takeover.killed();
    long late = System.nanoTime() + Duration.ofSeconds(7).toNanos();

    takeover.received(message("mysql-1", 5, late));
    assertEquals(Optional.empty(), takeover.duration("mysql-1"));

    takeover.received(message("mysql-1", 6, late));
    takeover.received(message("mysql-1", 6, late + Duration.ofSeconds(9).toNanos()));
    assertLasted(7, late - before, takeover.duration("mysql-1"));
  }

  @Test
  void itIsOverWhenAllPipelinesPublishAgain() throws IOException {
    BOTH.forEach(pipeline -> takeover.received(unchecked(pipeline, 1, 0)));
    long before = System.nanoTime();
    takeover.killed();
    long now = System.nanoTime();

    takeover.received(message("mysql-1", 2, now + Duration.ofSeconds(3).toNanos()));
    assertTrue(takeover.longest(BOTH).isEmpty());

    long last = now + Duration.ofSeconds(4).toNanos();
    takeover.received(message("mysql-2", 2, last));
    assertLasted(4, last - before, takeover.longest(BOTH));
  }

  /**
   * The clock may go on before and after the kill, so the measured time is at most {@code nanos}.
   */
  private static void assertLasted(long seconds, long nanos, Optional<Duration> measured) {
    Duration actual = measured.orElseThrow();
    assertTrue(actual.compareTo(Duration.ofSeconds(seconds)) >= 0, actual::toString);
    assertTrue(actual.compareTo(Duration.ofNanos(nanos)) <= 0, actual::toString);
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
