package dev.sluice.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What came of a run. Immutable.
 *
 * @param verdict what the checker says
 * @param longestTakeover in milliseconds
 * @param faults how many struck
 * @param complaints what else is wrong
 */
record Report(Verdict verdict, long longestTakeover, int faults, List<String> complaints) {
  /** How the last line of a good run begins. */
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

  /** The report of a run that came to no judgement. */
  static Report none() {
    return of(new Verdict(Map.of(), 0, 0, LateRequests.NONE, List.of(), Set.of()), 0);
  }

  /** The same with the rest filled in. */
  Report with(int struck, List<String> wrong) {
    return new Report(verdict, longestTakeover, struck, wrong);
  }

  boolean isGood() {
    return (verdict.isInnocent() || isOnlyLate())
        && complaints.isEmpty()
        && verdict.transactions() > 0;
  }

  /**
   * Whether all that is wrong is a few requests of applications that were frozen between asking
   * whether they lead and sending, one to each queue at most, and what those repeat: nothing can
   * refuse them. Whoever goes on publishing after its term sends many more.
   */
  private boolean isOnlyLate() {
    LateRequests late = verdict.late();
    return late.terms() <= faults / FAULTS_PER_LATE_TERM
        && late.ofOneQueue() <= 1
        && verdict.unpardoned(Violation.DUPLICATED) <= late.changes()
        && verdict.unpardoned(Violation.RENUMBERED) <= late.messages()
        && verdict.pardoning(OF_LATE_REQUESTS).isInnocent();
  }

  /** The verdict in one line, whose form does not change. */
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

  /** One line; what was said in full before may have many. */
  private static String inShort(String complaint) {
    String line = complaint.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
