package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Ledger.Balance GOOD = new Ledger.Balance(10, 10, 0, 1, 0, 0);

  @Test
  void theLastLineAddsUpBothServersAndTakesTheLongerTakeover() {
    var summary = summary(GOOD, true, null);

    assertTrue(summary.isGood());
    assertEquals(
        "quickstart: OK written=15 received=15 lost=0 duplicated=3 misordered=0 takeover_ms=4100",
        summary.lastLine());
  }

  @Test
  void aLossIsAFailureThatNamesIt() {
    var summary = summary(new Ledger.Balance(10, 9, 1, 0, 0, 0), true, "order 7 did not arrive");

    assertFalse(summary.isGood());
    assertEquals(
        "quickstart: FAILED written=15 received=14 lost=1 duplicated=2 misordered=0"
            + " takeover_ms=4100: order 7 did not arrive",
        summary.lastLine());
  }

  @Test
  void wrongOrderAndWrongContentAreFailures() {
    assertFalse(summary(new Ledger.Balance(10, 10, 0, 0, 1, 0), true, "order").isGood());
    assertFalse(summary(new Ledger.Balance(10, 10, 0, 0, 0, 1), true, "content").isGood());
  }

  @Test
  void aStatementThatDoesNotArriveIsAFailure() {
    var summary = summary(GOOD, false, null);

    assertFalse(summary.isGood());
    assertTrue(summary.lastLine().startsWith("quickstart: FAILED "), summary::lastLine);
    assertTrue(summary.lastLine().endsWith("an ALTER TABLE did not arrive"), summary::lastLine);
  }

  @Test
  void theTableHasAColumnForEachServer() {
    List<String> table = summary(GOOD, true, null).table();

    assertEquals("                             mysql-1     mysql-2", table.get(0));
    assertEquals("takeover                    3,900 ms    4,100 ms", table.get(table.size() - 1));
  }

  private static Summary summary(
      Ledger.Balance balance, boolean columnAdded, @Nullable String fault) {
    return new Summary(
        List.of(
            new Summary.Result("mysql-1", 3, balance, columnAdded, Duration.ofMillis(3900), fault),
            new Summary.Result(
                "mysql-2",
                2,
                new Ledger.Balance(5, 5, 0, 2, 0, 0),
                true,
                Duration.ofMillis(4100),
                null)));
  }
}
