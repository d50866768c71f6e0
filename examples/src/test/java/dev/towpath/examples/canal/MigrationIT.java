package dev.towpath.examples.canal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class MigrationIT {

  @Test
  void theDestinationGoesOnWhereCanalWas() throws Exception {
    Demo.Outcome outcome = Demo.run(System.out);

    assertTrue(outcome.report().contains("destination shop: position: canal's, mysql-bin.000001:"));
    assertEquals(1, outcome.messages().size(), outcome.messages().toString());
    assertFalse(outcome.messages().get(0).contains("secret"), outcome.messages().get(0));
  }
}
