package dev.towpath.internal.engine;

import dev.towpath.internal.binlog.stream.ScriptedBinlog;
import dev.towpath.internal.engine.HistoryWorld.Setup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * Small histories of an engine, each with every fault at every step, and with two random faults.
 */
public final class Histories {
  private static final Map<String, ScriptedBinlog> SCRIPTS = scripts();

  /** A setup in which everything fits and is handed over in one chunk. */
  private static final Setup ROOMY = new Setup(1 << 20, 1_000, false, 100, false, true);

  /**
   * A setup in which transactions are split, XA transactions are not kept, and flushes are
   * frequent.
   */
  private static final Setup TIGHT = new Setup(600, 3, false, 4, true, true);

  private static final List<Setup> SETUPS =
      List.of(
          ROOMY,
          TIGHT,
          new Setup(600, 1_000, true, 2, false, false),
          new Setup(1 << 20, 2, true, 100, true, false));

  /** Faults that change what happens to a transaction that was handed out in part. */
  private static final List<HistoryFault> MEETING =
      List.of(
          HistoryFault.CUT,
          HistoryFault.FAIL_OVER,
          HistoryFault.SINK_FAILS,
          HistoryFault.STOP,
          HistoryFault.SUSPECT_BRIEFLY,
          HistoryFault.REVOKE);

  private static final int[] DISTANCES = {1, 3, 8, 21};

  private Histories() {}

  private static Map<String, ScriptedBinlog> scripts() {
    Map<String, ScriptedBinlog> scripts = new LinkedHashMap<>();
    scripts.put("plain", new ScriptedBinlog().transaction(1).filtered().transaction(2, 1).ddl());
    scripts.put(
        "split",
        new ScriptedBinlog().transaction(1).transaction(3, 3, 3, 3, 3, 3, 3, 3, 3).transaction(1));
    scripts.put(
        "compressed", new ScriptedBinlog().compressed(3, 3, 3, 3).transaction(1).compressed(1));
    scripts.put(
        "xa",
        new ScriptedBinlog()
            .prepare("a", 3, 3, 3)
            .prepare("b", 1)
            .transaction(1)
            .commit("a")
            .transaction(1)
            .rollback("b")
            .onePhase("c", 2)
            .filtered());
    return scripts;
  }

  /**
   * Runs every fault at every step.
   *
   * @return the number of histories
   */
  public static int single() {
    int histories = 0;
    for (ScriptedBinlog script : SCRIPTS.values()) {
      for (Setup setup : SETUPS) {
        int steps = new HistoryWorld(script, setup, Map.of()).run();
        histories++;
        for (int step = 1; step <= steps; step++) {
          for (HistoryFault fault : HistoryFault.values()) {
            new HistoryWorld(script, setup, Map.of(step, fault)).run();
            histories++;
          }
        }
      }
    }
    return histories;
  }

  /**
   * Runs two faults near each other within a transaction that is split into several parts.
   *
   * @return the number of histories
   */
  public static int pairs() {
    ScriptedBinlog script = Objects.requireNonNull(SCRIPTS.get("split"));
    int steps = new HistoryWorld(script, TIGHT, Map.of()).run();
    int histories = 0;
    for (int first = 1; first <= steps; first++) {
      for (int distance : DISTANCES) {
        for (HistoryFault one : MEETING) {
          for (HistoryFault other : MEETING) {
            new HistoryWorld(script, TIGHT, Map.of(first, one, first + distance, other)).run();
            histories++;
          }
        }
      }
    }
    return histories;
  }

  /** Runs {@code histories} histories with two or three faults. */
  public static void several(int histories, long seed) {
    var random = new Random(seed);
    List<ScriptedBinlog> scripts = List.copyOf(SCRIPTS.values());
    List<HistoryFault> all = List.of(HistoryFault.values());
    for (int i = 0; i < histories; i++) {
      ScriptedBinlog script = scripts.get(random.nextInt(scripts.size()));
      Setup setup = SETUPS.get(random.nextInt(SETUPS.size()));
      Map<Integer, HistoryFault> faults = new TreeMap<>();
      for (int count = 2 + random.nextInt(2); count > 0; count--) {
        faults.put(1 + random.nextInt(160), all.get(random.nextInt(all.size())));
      }
      new HistoryWorld(script, setup, faults).run();
    }
  }
}
