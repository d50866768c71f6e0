package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.chaos.ChaosHistory.Entry;
import dev.towpath.ha.zookeeper.chaos.ChaosLog.CursorWrite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A checker of the contenders' histories against the ensemble's log. Used by one thread. */
final class ChaosChecker {
  private final List<Entry> history;
  private final List<CursorWrite> log;
  private final Map<String, List<CursorWrite>> logOf;
  private final List<Offence> offences = new ArrayList<>();

  ChaosChecker(List<Entry> history, List<CursorWrite> log) {
    this.history = history.stream().sorted(Comparator.comparingLong(Entry::time)).toList();
    this.log = log;
    this.logOf = log.stream().collect(Collectors.groupingBy(CursorWrite::destination));
  }

  /**
   * The verdict. The first four counts are violations.
   *
   * @param regressions writes that moved a cursor back, or came from an earlier epoch
   * @param staleResumes terms that did not begin at the last position before them, acknowledged
   *     saves unknown to the ensemble, and epochs used twice
   * @param gaps skipped numbers
   * @param late publications that were allowed after the next leader was elected
   * @param worstLateMillis the longest delay of a late publication
   * @param inFlight publications that were allowed before that election and reached the sink after
   *     it
   * @param leases the number of terms
   * @param writes accepted cursor writes
   * @param published publications
   * @param duplicates repeated publications of a number
   * @param offences the first few violations of each kind
   */
  record Verdict(
      int regressions,
      int staleResumes,
      long gaps,
      int late,
      long worstLateMillis,
      int inFlight,
      int leases,
      int writes,
      int published,
      int duplicates,
      List<Offence> offences) {

    boolean isInnocent() {
      return regressions == 0 && staleResumes == 0 && gaps == 0 && late == 0;
    }

    /** Returns the counts in one line, violations first. */
    @Override
    public String toString() {
      return "%s: regressions %d, stale %d, gaps %d, late %d (worst %d ms); "
              .formatted(
                  isInnocent() ? "innocent" : "GUILTY",
                  regressions,
                  staleResumes,
                  gaps,
                  late,
                  worstLateMillis)
          + "in flight %d, leases %d, writes %d, published %d, duplicates %d"
              .formatted(inFlight, leases, writes, published, duplicates);
    }
  }

  /**
   * One violation.
   *
   * @param time the time on the monotonic clock; 0 if only the ensemble knows it
   * @param text the description
   */
  record Offence(long time, String text) {}

  Verdict judge() {
    int[] lateness = lateness();
    long gaps = gaps();
    Set<String> seen = new HashSet<>();
    int published = 0;
    for (Entry entry : history) {
      if (entry.event() == 'P') {
        published++;
        seen.add(entry.destination() + "/" + entry.number());
      }
    }
    return new Verdict(
        regressions(),
        staleResumes(),
        gaps,
        lateness[0],
        lateness[1],
        lateness[2],
        (int) history.stream().filter(entry -> entry.event() == 'A').count(),
        log.size(),
        published,
        published - seen.size(),
        firstOfEachKind());
  }

  /** Returns three violations of each kind, which is the first word. */
  private List<Offence> firstOfEachKind() {
    Map<String, Integer> seen = new HashMap<>();
    return offences.stream()
        .filter(offence -> seen.merge(offence.text().split(" ", 2)[0], 1, Integer::sum) <= 3)
        .toList();
  }

  private int regressions() {
    int regressions = 0;
    Map<String, CursorWrite> last = new HashMap<>();
    for (CursorWrite write : log) {
      CursorWrite before = last.put(write.destination(), write);
      if (before != null && (write.epoch() < before.epoch() || write.number() < before.number())) {
        regressions++;
        offences.add(new Offence(0, "regression: " + before + " then " + write));
      }
    }
    return regressions;
  }

  private int staleResumes() {
    int stale = 0;
    Set<String> epochs = new HashSet<>();
    for (Entry entry : history) {
      boolean isWrong =
          switch (entry.event()) {
            case 'A' -> !epochs.add(entry.destination() + "/" + entry.epoch());
            case 'R' -> entry.number() != expected(entry);
            case 'C' -> !isKnown(entry);
            default -> false;
          };
      if (isWrong) {
        stale++;
        offences.add(new Offence(entry.time(), "stale: " + entry + stored(entry)));
      }
    }
    return stale;
  }

  /** Returns the last accepted position before the term; 4 if there is none. */
  private long expected(Entry resumed) {
    long expected = 4;
    for (CursorWrite write : logOf.getOrDefault(resumed.destination(), List.of())) {
      if (write.zxid() < resumed.epoch()) {
        expected = write.number();
      }
    }
    return expected;
  }

  private String stored(Entry entry) {
    return entry.event() == 'R' ? ", stored was " + expected(entry) : "";
  }

  /** Returns whether the ensemble knows the save, or a later save that replaced it. */
  private boolean isKnown(Entry saved) {
    return logOf.getOrDefault(saved.destination(), List.of()).stream()
        .anyMatch(write -> write.epoch() == saved.epoch() && write.number() >= saved.number());
  }

  /** Counts the gaps in the numbers of each term. */
  private long gaps() {
    long gaps = 0;
    Map<String, Long> last = new HashMap<>();
    for (Entry entry : history) {
      String term = entry.destination() + "/" + entry.epoch();
      if (entry.event() == 'R') {
        last.put(term, entry.number());
      } else if (entry.event() == 'P') {
        Long before = last.put(term, entry.number());
        if (before == null || entry.number() != before + 1) {
          gaps++;
          offences.add(new Offence(entry.time(), "gap after %d: %s".formatted(before, entry)));
        }
      }
    }
    return gaps;
  }

  /**
   * Returns how many were late, the longest delay in milliseconds, and how many were only in
   * flight.
   */
  private int[] lateness() {
    Map<String, TreeMap<Long, Long>> elected = new HashMap<>();
    for (Entry entry : history) {
      if (entry.event() == 'A') {
        elected
            .computeIfAbsent(entry.destination(), any -> new TreeMap<>())
            .put(entry.epoch(), entry.allowed());
      }
    }
    int late = 0;
    long worst = 0;
    int inFlight = 0;
    for (Entry entry : history) {
      Map.Entry<Long, Long> next =
          entry.event() == 'P'
              ? elected
                  .getOrDefault(entry.destination(), new TreeMap<>())
                  .higherEntry(entry.epoch())
              : null;
      if (next != null && entry.allowed() > next.getValue()) {
        late++;
        worst = Math.max(worst, (entry.allowed() - next.getValue()) / 1_000_000);
        long millis = (entry.allowed() - next.getValue()) / 1_000_000;
        offences.add(
            new Offence(
                entry.allowed(),
                "late by %d ms, epoch 0x%x led: %s".formatted(millis, next.getKey(), entry)));
      } else if (next != null && entry.time() > next.getValue()) {
        inFlight++;
      }
    }
    return new int[] {late, Math.toIntExact(worst), inFlight};
  }
}
