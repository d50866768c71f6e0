package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Failures failures = new Failures();

  @Test
  void aWaitEndsWithWhatItWaitsFor() throws Exception {
    var turns = new AtomicInteger();

    failures.await(
        "three turns", Duration.ofSeconds(9), turns::incrementAndGet, () -> turns.get() == 3);

    assertEquals(3, turns.get());
  }

  @Test
  void aWaitInVainNamesWhatItWaitedFor() {
    TimeoutException e =
        assertThrows(
            TimeoutException.class,
            () -> failures.await("rain", Duration.ZERO, () -> {}, () -> false));

    assertEquals("timed out after 0 s waiting for rain", e.getMessage());
  }

  @Test
  void aFailureElsewhereEndsTheWaitWithTheFirstMessage() {
    var turns = new AtomicInteger();
    Runnable failLater =
        () -> {
          if (turns.incrementAndGet() == 2) {
            failures.report(new IllegalStateException("node-a ended with code 3"));
            failures.report(new IllegalStateException("and so did others"));
          }
        };

    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> failures.await("rain", Duration.ofSeconds(9), failLater, () -> false));

    assertEquals("node-a ended with code 3", e.getMessage());
  }
}
