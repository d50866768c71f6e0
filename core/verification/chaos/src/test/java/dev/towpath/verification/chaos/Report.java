package dev.towpath.verification.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The report on a run. Immutable.
 *
 * @param verdict the checker's verdict
 * @param longestTakeover the longest takeover in milliseconds
 * @param faults the number of faults
 * @param complaints other violations
 */
record Report(Verdict verdict, long longestTakeover, int faults, List<String> complaints) {
  /** The start of the last line of a good run. */
  static final String OK = "chaos: OK ";

  private static final String FAILED = "chaos: FAILED ";
  private static final Set<Violation> OF_LATE_REQUESTS =
      Set.of(Violation.LATE, Violation.DUPLICATED, Violation.RENUMBERED);
  private static final int FAULTS_PER_LATE_TERM = 10;
  private static final int MOST_COMPLAINTS = 5;
  private static final int LONGEST = 400;

  Report {
    complaints = List.copyOf(complaints);
  }

  static Report of(Verdict verdict, long longestTakeover) {
    return new Report(verdict, longestTakeover, 0, List.of());
  }

  /** Returns the report of a run without a verdict. */
  static Report none() {
    return of(new Verdict(Map.of(), 0, 0, LateRequests.NONE, List.of(), Set.of()), 0);
  }

  /** Returns this report with faults and complaints. */
  Report with(int struck, List<String> wrong) {
    return new Report(verdict, longestTakeover, struck, wrong);
  }

  boolean isGood() {
    return (verdict.isInnocent() || isOnlyLate())
        && complaints.isEmpty()
        && verdict.transactions() > 0;
  }

  /**
   * Returns whether the only violations are a few late requests and their repetitions. An
   * application that is suspended between its check of leadership and sending makes at most one per
   * queue, which nothing can refuse. An application that continues to publish after its term sends
   * many more.
   */
  private boolean isOnlyLate() {
    LateRequests late = verdict.late();
    return late.terms() <= faults / FAULTS_PER_LATE_TERM
        && late.ofOneQueue() <= 1
        && verdict.unpardoned(Violation.DUPLICATED) <= late.changes()
        && verdict.unpardoned(Violation.RENUMBERED) <= late.messages()
        && verdict.pardoning(OF_LATE_REQUESTS).isInnocent();
  }

  /** Returns the verdict in one line of a stable format. */
  String lastLine(long seed, Path logs) {
    String figures =
        "faults=%d transactions=%d lost=%d duplicated=%d misordered=%d late=%d takeover_ms_max=%d"
            .formatted(
                faults,
                verdict.transactions(),
                verdict.count(Violation.LOST),
                verdict.count(Violation.DUPLICATED),
                verdict.count(Violation.MISORDERED),
                verdict.count(Violation.LATE),
                longestTakeover);
    if (isGood()) {
      return OK + figures;
    }
    List<String> wrong =
        Stream.of(complaints, verdict.accusations(), verdict.examples())
            .flatMap(List::stream)
            .map(Report::inShort)
            .toList();
    return "%s%s seed=%d logs=%s: %s"
        .formatted(
            FAILED, figures, seed, logs, wrong.subList(0, Math.min(wrong.size(), MOST_COMPLAINTS)));
  }

  /** Shortens a complaint to one line; it was printed in full before. */
  private static String inShort(String complaint) {
    String line = complaint.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
