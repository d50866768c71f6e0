package dev.towpath.examples.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DemoIT {

  @Test
  void everyChangeIsAppliedOnceAlthoughTheTargetIsKilled() throws InterruptedException {
    Demo.Outcome outcome = Demo.run(System.out::println);

    assertEquals(outcome.changes(), outcome.applied());
    assertTrue(outcome.isEqual());
  }
}
