package dev.towpath.examples.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CacheInvalidatorIT {

  @Test
  void changedRowsAreForgottenAlsoWhenTheCacheRefusesAtFirst() throws InterruptedException {
    Demo.Outcome outcome = Demo.run(System.out::println);

    assertEquals(new Demo.Outcome(100, 0, 2), outcome);
  }
}
