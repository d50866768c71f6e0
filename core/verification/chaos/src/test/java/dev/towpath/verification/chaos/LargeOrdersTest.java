package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class LargeOrdersTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final LargeOrders orders = new LargeOrders();

  @Test
  void anOrderIsOverWhenALargeTransactionIsCommitted() throws Exception {
    Shape wanted = Shape.large(3);
    var writer =
        CompletableFuture.supplyAsync(
            () -> {
              Shape next = orders.next();
              while (next == null) {
                Thread.onSpinWait();
                next = orders.next();
              }
              orders.committed(Shape.PLAIN, 6);
              orders.committed(next, 7);
              return next;
            });

    assertEquals(OptionalLong.of(7), orders.write(wanted, LONG));
    assertEquals(wanted, writer.join());
    assertNull(orders.next());
  }

  @Test
  void anOrderThatNoWriterTakesIsOverAtItsLimit() throws Exception {
    orders.committed(Shape.large(1), 5); // before the order: not its own

    assertEquals(OptionalLong.empty(), orders.write(Shape.large(2), Duration.ofMillis(20)));
    assertNull(orders.next());
  }

  @Test
  void smallTransactionsAreNoNews() throws Exception {
    var small = CompletableFuture.runAsync(() -> orders.committed(Shape.PLAIN, 6));

    assertEquals(OptionalLong.empty(), orders.write(Shape.large(2), Duration.ofMillis(20)));
    small.join();
  }
}
