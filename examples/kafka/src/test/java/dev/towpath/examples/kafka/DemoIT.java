package dev.towpath.examples.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DemoIT {

  @Test
  void nothingIsLostOrOvertakenAlthoughTheBrokerIsKilled() throws Exception {
    Demo.Outcome outcome = Demo.run(System.out::println);

    assertEquals(outcome.changes(), outcome.published());
    assertEquals(0, outcome.misordered());
  }
}
