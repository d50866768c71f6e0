package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.verification.chaos.LedgerTable.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LedgerTableTest {
  private static final Shape MANY_ROWS = new Shape(Shape.Way.PLAIN, Shape.Size.MANY_ROWS, false);
  private static final Shape MANY_BYTES = new Shape(Shape.Way.PLAIN, Shape.Size.MANY_BYTES, false);
  private static final Shape LATER = new Shape(Shape.Way.XA_LATER, Shape.Size.SMALL, false);

  private final LedgerTable table = new LedgerTable(1, 7);

  @Test
  void largeTransactionsExceedWhatOneBatchHolds() {
    assertTrue(table.next(1, MANY_ROWS).changes().size() > 10_000);

    long bytes =
        table.next(2, MANY_BYTES).changes().stream()
            .mapToLong(change -> change.content().length())
            .sum();
    assertTrue(bytes > 8 << 20, bytes + " bytes");
  }

  @Test
  void eachChangeOfARowHasAHigherRankThanTheOneBefore() {
    Map<Integer, Long> ranks = new HashMap<>();
    for (int number = 1; number < 300; number++) {
      Transaction transaction = table.next(number, number % 50 == 0 ? MANY_ROWS : Shape.PLAIN);
      if (number % 3 == 0) {
        continue; // rolled back
      }
      table.committed(transaction);
      for (RowVersion change : transaction.changes()) {
        Long before = ranks.put(change.key(), change.rank());
        assertTrue(before == null || before < change.rank(), change::toString);
      }
    }
  }

  @Test
  void rowsThatAreHeldAreLeftAloneUntilTheyAreReleased() {
    Transaction held = table.next(1, LATER);
    table.hold(held);

    Set<Integer> whileHeld = keysOfSmall(2);
    table.release(held);
    Set<Integer> afterwards = keysOfSmall(502);

    Set<Integer> keys = held.changes().stream().map(RowVersion::key).collect(Collectors.toSet());
    assertFalse(keys.isEmpty());
    assertTrue(keys.stream().noneMatch(whileHeld::contains));
    assertTrue(afterwards.containsAll(keys));
  }

  @Test
  void whileALargeOneIsHeldOthersAreSmall() {
    Transaction held = table.next(1, MANY_ROWS);
    table.hold(held);

    assertEquals(Shape.Size.SMALL, table.next(2, MANY_BYTES).shape().size());

    table.release(held);
    assertEquals(Shape.Size.MANY_BYTES, table.next(3, MANY_BYTES).shape().size());
  }

  @Test
  void writersHaveRowsOfTheirOwn() {
    var other = new LedgerTable(0, 7);
    for (Shape shape : List.of(Shape.PLAIN, MANY_ROWS, MANY_BYTES)) {
      Set<Integer> keys =
          table.next(1, shape).changes().stream().map(RowVersion::key).collect(Collectors.toSet());

      assertTrue(
          other.next(2, shape).changes().stream().map(RowVersion::key).noneMatch(keys::contains));
    }
  }

  @Test
  void theSameSeedWritesTheSame() {
    assertEquals(table.next(1, MANY_ROWS), new LedgerTable(1, 7).next(1, MANY_ROWS));
    assertEquals(table.next(2, LATER).xid(), "chaos-2");
  }

  private Set<Integer> keysOfSmall(long first) {
    return LongStream.range(first, first + 500)
        .mapToObj(number -> table.next(number, Shape.PLAIN))
        .flatMap(transaction -> transaction.changes().stream())
        .map(RowVersion::key)
        .collect(Collectors.toSet());
  }
}
