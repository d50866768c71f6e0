package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.PreparedTransaction;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvents;
import org.junit.jupiter.api.Test;

final class HeldTransactionsTest {
  private static final PreparedTransaction A = transaction("61", 100);
  private static final PreparedTransaction B = transaction("62", 200);

  private final HeldTransactions held = new HeldTransactions(1000, TableFilter.include("shop.*"));

  @Test
  void eventsAreKeptUntilTheyAreTaken() {
    assertFalse(held.isOpen());
    assertEquals(0, prepare(A, 400));
    assertFalse(held.isOpen());

    HeldTransactions.Held taken = held.take(A);

    assertNotNull(taken);
    assertEquals(2, taken.events().size());
    assertTrue(taken.bytes() >= 400);
    assertNull(held.take(A));
  }

  @Test
  void oldestIsLetGoWhenTheNextDoesNotFit() {
    prepare(A, 600);

    long freed = prepare(B, 600);

    assertTrue(freed >= 600, () -> freed + " bytes");
    assertNull(held.take(A));
    assertNotNull(held.take(B));
  }

  @Test
  void transactionLargerThanTheLimitIsNotKept() {
    long freed = prepare(A, 2000);

    assertTrue(freed >= 2000, () -> freed + " bytes");
    assertNull(held.take(A));
  }

  @Test
  void unwantedTransactionIsKnownToBeEmpty() {
    held.start(A);
    held.hold(BinlogEvents.tableMap("other", "t"));
    long large = held.hold(BinlogEvents.rows(2000));

    long freed = large + held.prepared();

    assertTrue(freed >= 2000, () -> freed + " bytes");
    HeldTransactions.Held taken = held.take(A);
    assertNotNull(taken);
    assertEquals(0, taken.events().size());
    assertEquals(0, taken.bytes());
  }

  @Test
  void rolledBackAndUnfinishedTransactionsAreForgotten() {
    prepare(A, 300);
    assertTrue(held.forget(A.xid()) >= 300);
    assertEquals(0, held.forget(A.xid()));
    assertNull(held.take(A));

    held.start(B);
    held.hold(BinlogEvents.tableMap("shop", "t"));
    assertTrue(held.abandon() > 0);
    assertFalse(held.isOpen());
    assertEquals(0, held.abandon());
  }

  @Test
  void sameIdentifierElsewhereIsAnotherTransaction() {
    prepare(A, 300);

    assertNull(held.take(transaction("61", 500)));
    assertTrue(held.forget(A.xid()) >= 300, "its memory is given back");
  }

  private long prepare(PreparedTransaction transaction, int size) {
    held.start(transaction);
    long freed = held.hold(BinlogEvents.tableMap("shop", "t"));
    freed += held.hold(BinlogEvents.rows(size));
    return freed + held.prepared();
  }

  private static PreparedTransaction transaction(String gtrid, long offset) {
    return new PreparedTransaction("X'" + gtrid + "',X'',1", "bin.000001", offset, null, null);
  }
}
