package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Path LOGS = Path.of("/logs");

  @Test
  void aGoodRunHasAllFigures() {
    Report report = Report.of(verdict(Map.of()), 4321).with(40, List.of());

    assertTrue(report.isGood());
    assertEquals(
        "chaos: OK faults=40 transactions=9 lost=0 duplicated=0 misordered=0 late=0"
            + " takeover_ms_max=4321",
        report.lastLine(7, LOGS));
  }

  @Test
  void anyViolationIsAFailureWithSeedAndLogs() {
    for (Violation violation : Violation.values()) {
      Report report =
          Report.of(verdict(Map.of(violation, 5L), new LateRequests(1, 5, 5, 1, 1)), 1)
              .with(40, List.of());
      String line = report.lastLine(7, LOGS);

      assertFalse(report.isGood(), violation::toString);
      assertTrue(line.startsWith("chaos: FAILED faults=40 transactions=9 "), line);
      assertTrue(line.contains(" seed=7 logs=/logs: [" + violation + " 5 times, the first]"), line);
    }
  }

  @Test
  void pardonedFindingIsCountedAndNoFailure() {
    Verdict verdict =
        verdict(Map.of(Violation.DUPLICATED, 3L)).pardoning(Set.of(Violation.DUPLICATED));
    Report report = Report.of(verdict, 1).with(40, List.of());

    assertTrue(report.isGood());
    assertTrue(report.lastLine(7, LOGS).contains(" duplicated=3 "), report::toString);
  }

  @Test
  void requestsOfFewFrozenLeadersAndTheirRepetitionsAreNoFailure() {
    var counts = Map.of(Violation.LATE, 8L, Violation.DUPLICATED, 50L, Violation.RENUMBERED, 20L);
    Verdict verdict = verdict(counts, new LateRequests(4, 8, 1, 20, 50));

    assertTrue(Report.of(verdict, 1).with(40, List.of()).isGood());
    assertFalse(Report.of(verdict, 1).with(39, List.of()).isGood());
  }

  @Test
  void aSecondLateRequestToAQueueIsAFailure() {
    Verdict verdict = verdict(Map.of(Violation.LATE, 2L), new LateRequests(1, 2, 2, 2, 2));

    assertFalse(Report.of(verdict, 1).with(40, List.of()).isGood());
  }

  @Test
  void moreDuplicatesThanLateRequestsCarryAreAFailure() {
    var counts = Map.of(Violation.LATE, 1L, Violation.DUPLICATED, 3L);
    Verdict verdict = verdict(counts, new LateRequests(1, 1, 1, 2, 2));

    assertFalse(Report.of(verdict, 1).with(40, List.of()).isGood());
  }

  @Test
  void moreNumbersTwiceThanLateMessagesAreAFailure() {
    var counts = Map.of(Violation.LATE, 1L, Violation.RENUMBERED, 2L);
    Verdict verdict = verdict(counts, new LateRequests(1, 1, 1, 1, 9));

    assertFalse(Report.of(verdict, 1).with(40, List.of()).isGood());
  }

  @Test
  void lateRequestsPardonNothingElse() {
    var counts = Map.of(Violation.LATE, 1L, Violation.MISORDERED, 1L);
    Verdict verdict = verdict(counts, new LateRequests(1, 1, 1, 9, 9));

    assertFalse(Report.of(verdict, 1).with(40, List.of()).isGood());
  }

  @Test
  void aComplaintIsAFailure() {
    Report report = Report.of(verdict(Map.of()), 1).with(40, List.of("it stood still"));

    assertTrue(report.lastLine(7, LOGS).endsWith("[it stood still, the first]"));
  }

  @Test
  void theLastLineIsOneLine() {
    String complaint = "it ends with:\n" + "a line\n".repeat(100);
    Report report = Report.of(verdict(Map.of()), 1).with(40, List.of(complaint));
    String line = report.lastLine(7, LOGS);

    assertEquals(1, line.lines().count());
    assertTrue(line.contains("it ends with: a line a line"), line);
  }

  @Test
  void nothingWrittenIsAFailure() {
    assertFalse(Report.none().with(40, List.of()).isGood());
  }

  private static Verdict verdict(Map<Violation, Long> counts) {
    return verdict(counts, LateRequests.NONE);
  }

  private static Verdict verdict(Map<Violation, Long> counts, LateRequests late) {
    return new Verdict(counts, 9, 20, late, List.of("the first"), Set.of());
  }
}
