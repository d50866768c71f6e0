package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.GtidSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests with one planted violation of each kind, which must be found as exactly that kind. */
final class HistoryCheckerTest {
  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-";

  private final HistoryChecker checker = new HistoryChecker();
  private long place;
  private long number;

  @Test
  void changeThatArrivesOnceAndInOrderIsInnocent() {
    write(1, change(1, 1, 0), change(2, 1, 1));
    write(2, change(1, 2, 0));
    publish(0, 7, change(1, 1, 0, 1));
    publish(1, 7, change(2, 1, 1, 1));
    publish(0, 8, change(1, 2, 0, 2));
    checker.cursor(7, GtidSet.parse(SERVER + 1));
    checker.cursor(8, GtidSet.parse(SERVER + 2));

    Verdict verdict = checker.judge();

    assertTrue(verdict.isInnocent(), verdict.toString());
    assertTrue(checker.isComplete());
    assertEquals(2, verdict.transactions());
    assertEquals(3, verdict.changes());
  }

  @Test
  void aChangeMayArriveBeforeItsCommitIsKnown() {
    publish(0, 7, change(1, 1, 0, 1), change(1, 2, 0, 2));
    write(1, change(1, 1, 0));

    assertTrue(checker.hasArrived(1));
    assertFound(Violation.INVENTED, 1);

    write(2, change(1, 2, 0));

    assertTrue(checker.judge().isInnocent());
  }

  @Test
  void changeThatDoesNotArriveIsLost() {
    write(1, change(1, 1, 0));
    write(2, change(1, 2, 0));
    publish(0, 7, change(1, 2, 0, 2));

    assertFalse(checker.isComplete());
    assertFalse(checker.hasArrived(1));
    assertTrue(checker.hasArrived(2));
    assertFound(Violation.LOST, 1);
  }

  @Test
  void transactionWithoutOneOfItsPartsIsSplit() {
    write(1, change(1, 1, 0), change(2, 1, 1));
    publish(0, 7, change(1, 1, 0, 1));

    assertFound(Map.of(Violation.LOST, 1L, Violation.SPLIT, 1L));
  }

  @Test
  void changeThatArrivesTwiceIsDuplicated() {
    write(1, change(1, 1, 0));
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 7, change(1, 1, 0, 1));

    assertFound(Violation.DUPLICATED, 1);
  }

  @Test
  void changeThatArrivesTwiceBeforeItsCommitIsKnownIsDuplicated() {
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 7, change(1, 1, 0, 1));
    write(1, change(1, 1, 0));

    assertFound(Violation.DUPLICATED, 1);
  }

  @Test
  void changeAfterALaterChangeOfItsRowIsMisordered() {
    write(1, change(1, 1, 0));
    write(2, change(1, 2, 0));
    publish(0, 7, change(1, 2, 0, 2));
    publish(0, 7, change(1, 1, 0, 1));

    assertFound(Violation.MISORDERED, 1);
  }

  @Test
  void changeThatArrivesAtItsPrepareAndNotAtItsCommitIsMisordered() {
    writeAs(0, 2, change(2, 1, 0));
    writeAs(0, 1, change(1, 1, 0));
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 7, change(2, 1, 0, 2));

    assertFound(Violation.MISORDERED, 1);
  }

  @Test
  void orderOfCommitsCountsAndOrderOfBeginningsDoesNot() {
    publish(0, 7, change(2, 1, 0, 2));
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 7, change(4, 1, 0, 4), change(3, 1, 0, 3));
    writeAs(0, 2, change(2, 1, 0));
    writeAs(0, 1, change(1, 1, 0));
    writeAs(0, 3, change(3, 1, 0));
    writeAs(1, 4, change(4, 1, 0));

    assertTrue(checker.judge().isInnocent(), checker.judge()::toString);
    assertEquals(Map.of("PLAIN SMALL", 4L), checker.shapes());
  }

  @Test
  void changeInAnotherQueueIsMisordered() {
    write(1, change(1, 1, 0));
    write(2, change(1, 2, 0));
    publish(0, 7, change(1, 1, 0, 1));
    publish(1, 7, change(1, 2, 0, 2));

    assertFound(Violation.MISORDERED, 1);
  }

  @Test
  void aTransactionWithAnotherInBetweenIsInterleaved() {
    write(1, change(1, 1, 0), change(2, 1, 1));
    write(2, change(3, 1, 0));
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 7, change(3, 1, 0, 2));
    publish(0, 7, change(2, 1, 1, 1));

    assertFound(Violation.INTERLEAVED, 1);
  }

  @Test
  void aTransactionInAnotherOrderIsInterleaved() {
    write(1, change(1, 1, 0), change(2, 1, 1));
    publish(0, 7, change(2, 1, 1, 1), change(1, 1, 0, 1));

    assertFound(Violation.INTERLEAVED, 1);
  }

  @Test
  void queuesMayBeAtDifferentTransactions() {
    write(1, change(1, 1, 0), change(2, 1, 1));
    write(2, change(1, 2, 0), change(2, 2, 1));
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 7, change(1, 2, 0, 2));
    publish(1, 7, change(2, 1, 1, 1));
    publish(1, 7, change(2, 2, 1, 2));

    assertTrue(checker.judge().isInnocent());
  }

  @Test
  void uncommittedChangeIsInvented() {
    publish(0, 7, change(1, 1, 0, 1));

    assertFound(Violation.INVENTED, 1);
  }

  @Test
  void otherContentIsAltered() {
    write(1, change(1, 1, 0));
    publish(0, 7, new RowVersion(1, 1, 1, 0, "other"));
    publish(0, 7, new RowVersion(2, 1, 2, 0, "other"));
    write(2, change(2, 1, 0));

    assertFound(Violation.ALTERED, 2);
  }

  @Test
  void aNumberThatDoesNotGrowIsFound() {
    write(1, change(1, 1, 0));
    write(2, change(1, 2, 0));
    publish(0, 7, change(1, 1, 0, 1));
    number--;
    publish(0, 7, change(1, 2, 0, 2));

    assertFound(Violation.RENUMBERED, 1);
  }

  @Test
  void twoPublishersOfOneTermAreFound() {
    write(1, change(1, 1, 0));
    write(2, change(1, 2, 0));
    publish(0, 7, change(1, 1, 0, 1));
    checker.published(
        new Publication(0, place(), 1, 7, "another", ++number, List.of(change(1, 2, 0, 2))));

    assertFound(Violation.SHARED_EPOCH, 1);
  }

  @Test
  void requestsOfAnEarlierTermBehindTheFirstMessageOfALaterOneAreLate() {
    for (int version = 1; version <= 4; version++) {
      write(version, change(1, version, 0));
    }
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 8, change(1, 2, 0, 2));
    publish(0, 7, change(1, 3, 0, 3));
    publish(0, 7, change(1, 4, 0, 4));

    assertFound(Violation.LATE, 2);
  }

  @Test
  void lateMessagesAreFoundAcrossQueuesInEveryOrderOfReading() {
    write(1, change(1, 1, 0));
    write(2, change(2, 1, 0));
    checker.published(new Publication(1, 20, 1, 7, "node-7", 1, List.of(change(2, 1, 0, 2))));
    checker.published(new Publication(0, 10, 1, 8, "node-8", 1, List.of(change(1, 1, 0, 1))));

    assertFound(Violation.LATE, 1);
  }

  @Test
  void messagesThatAreStoredNextToEachOtherAreOneLateRequest() {
    for (int version = 1; version <= 5; version++) {
      write(version, change(1, version, 0));
    }
    write(6, change(2, 1, 0), change(3, 1, 1));
    publish(0, 7, change(1, 1, 0, 1));
    publish(0, 8, change(1, 2, 0, 2));
    publishLate(0, 100, change(1, 3, 0, 3));
    publishLate(1, 120, change(2, 1, 0, 6), change(3, 1, 1, 6));
    publishLate(0, 110, change(1, 4, 0, 4));

    assertEquals(new LateRequests(1, 2, 1, 3, 4), checker.judge().late());

    publishLate(0, 130, change(1, 5, 0, 5));

    assertEquals(new LateRequests(1, 3, 2, 4, 5), checker.judge().late());
  }

  @Test
  void aCursorThatGoesBackIsFound() {
    checker.cursor(7, GtidSet.parse(SERVER + 5));
    checker.cursor(7, GtidSet.parse(SERVER + 4));

    assertFound(Violation.CURSOR_BACK, 1);
  }

  @Test
  void aCursorOfAnEarlierTermIsFound() {
    checker.cursor(8, GtidSet.parse(SERVER + 5));
    checker.cursor(7, GtidSet.parse(SERVER + 5));

    assertFound(Violation.CURSOR_BACK, 1);
  }

  @Test
  void aWriterThatGoesBackIsAnErrorOfTheTest() {
    write(2, change(1, 2, 0));

    assertThrows(IllegalArgumentException.class, () -> write(1, change(1, 1, 0)));
  }

  private void assertFound(Violation violation, long times) {
    assertFound(Map.of(violation, times));
  }

  private void assertFound(Map<Violation, Long> expected) {
    Verdict verdict = checker.judge();

    assertEquals(expected, verdict.counts(), verdict.toString());
    assertFalse(verdict.isInnocent());
    assertFalse(verdict.examples().isEmpty());
  }

  private void write(long transaction, RowVersion... changes) {
    checker.committed(
        Arrays.stream(changes)
            .map(any -> change(any.key(), any.rank(), any.ordinal(), transaction))
            .toList());
  }

  private void writeAs(int writer, long transaction, RowVersion... changes) {
    checker.committed(
        writer,
        Shape.PLAIN,
        Arrays.stream(changes)
            .map(any -> change(any.key(), any.rank(), any.ordinal(), transaction))
            .toList());
  }

  private void publish(int queue, long epoch, RowVersion... changes) {
    checker.published(
        new Publication(queue, place(), 1, epoch, "node-" + epoch, ++number, List.of(changes)));
  }

  /** Publishes a message of 10 bytes. */
  private void publishLate(int queue, long at, RowVersion... changes) {
    checker.published(new Publication(queue, at, 10, 7, "node-7", ++number, List.of(changes)));
  }

  /** Returns a place that is not adjacent to the previous one. */
  private long place() {
    place += 10;
    return place;
  }

  /** Returns a change whose transaction is set when it is written. */
  private static RowVersion change(int key, long rank, int ordinal) {
    return change(key, rank, ordinal, 0);
  }

  private static RowVersion change(int key, long rank, int ordinal, long transaction) {
    return new RowVersion(key, rank, transaction, ordinal, "content " + key + '/' + rank);
  }
}
