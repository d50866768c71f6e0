package dev.towpath.examples.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a run. Immutable.
 *
 * @param results one per database server
 */
record Summary(List<Result> results) {

  /**
   * The result of one database server.
   *
   * @param source the server
   * @param transactions the number of committed transactions
   * @param balance the balance of its ledger
   * @param columnAdded whether the {@code ALTER TABLE} arrived
   * @param takeover the time from SIGKILL to the first message of the new leader
   * @param firstFault the first fault, or null
   */
  record Result(
      String source,
      int transactions,
      Ledger.Balance balance,
      boolean columnAdded,
      Duration takeover,
      @Nullable String firstFault) {}

  /** Returns a table with a column for each server. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(row("", Result::source));
    lines.add(row("transactions written", result -> number(result.transactions)));
    lines.add(row("row changes written", result -> number(result.balance.written())));
    lines.add(row("row changes received", result -> number(result.balance.received())));
    lines.add(row("  lost", result -> number(result.balance.lost())));
    lines.add(row("  duplicated", result -> number(result.balance.duplicated())));
    lines.add(row("  out of order per key", result -> number(result.balance.misordered())));
    lines.add(row("  with other content", result -> number(result.balance.altered())));
    lines.add(row("ALTER TABLE received", result -> result.columnAdded ? "yes" : "no"));
    lines.add(row("takeover", result -> number(result.takeover.toMillis()) + " ms"));
    return lines;
  }

  private String row(String title, Function<Result, String> cell) {
    var line = new StringBuilder("%-24s".formatted(title));
    results.forEach(result -> line.append("%12s".formatted(cell.apply(result))));
    return line.toString();
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  /** Returns whether nothing was lost, out of order or otherwise wrong. */
  boolean isGood() {
    return results.stream().allMatch(result -> result.balance.isGood() && result.columnAdded);
  }

  /** Returns the verdict in one line of a stable format. */
  String lastLine() {
    Ledger.Balance total =
        results.stream()
            .map(Result::balance)
            .reduce(new Ledger.Balance(0, 0, 0, 0, 0, 0), Ledger.Balance::plus);
    long takeover =
        results.stream().mapToLong(result -> result.takeover.toMillis()).max().orElse(0);
    String figures =
        "written=%d received=%d lost=%d duplicated=%d misordered=%d takeover_ms=%d"
            .formatted(
                total.written(),
                total.received(),
                total.lost(),
                total.duplicated(),
                total.misordered(),
                takeover);
    return isGood()
        ? "quickstart: OK " + figures
        : "quickstart: FAILED %s: %s".formatted(figures, fault());
  }

  private String fault() {
    return results.stream()
        .map(result -> result.firstFault == null ? "" : result.firstFault)
        .filter(fault -> !fault.isEmpty())
        .findFirst()
        .orElse("an ALTER TABLE did not arrive");
  }
}
