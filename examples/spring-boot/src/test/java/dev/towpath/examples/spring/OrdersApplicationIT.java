package dev.towpath.examples.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.pipeline.PipelineState;
import org.junit.jupiter.api.Test;

class OrdersApplicationIT {

  @Test
  void servesFollowsAndShutsDown() throws Exception {
    Demo.Outcome outcome = Demo.run(System.out::println);

    assertEquals("{\"1\":\"new\",\"2\":\"paid\"}", outcome.orders());
    assertTrue(outcome.health().contains("\"pipelineHealth\""), outcome.health());
    assertTrue(outcome.health().contains("\"state\":\"RUNNING\""), outcome.health());
    assertTrue(outcome.metric().contains("\"name\":\"towpath.batches\""), outcome.metric());
    assertTrue(outcome.metric().contains("\"value\":"), outcome.metric());
    assertEquals(PipelineState.STOPPED, outcome.after());
  }
}
