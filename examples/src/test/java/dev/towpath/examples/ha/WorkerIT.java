package dev.towpath.examples.ha;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerIT {

  @Test
  void aStandbyTakesOverFromALeaderThatWasKilled() throws Exception {
    Demo.Outcome outcome = Demo.run(System.out::println);

    assertEquals(3, Set.copyOf(outcome.leaders()).size(), outcome.toString());
    assertEquals(outcome.written(), outcome.received());
  }
}
