package dev.sluice.examples.benchmark;

import java.lang.management.ManagementFactory;

/**
 * Passes that are not counted, until the compilers have little left to do: before that a contestant
 * is charged for them, and the one with more code for more.
 */
final class WarmUp {
  /** The share of a pass during which a compiler may still work. */
  private static final double RESTING = 0.03;

  /** Who never rests is counted all the same. */
  private static final int LONGEST = 6;

  private WarmUp() {}

  /** Reads or sends a workload once. */
  interface Pass {
    void run() throws Exception;
  }

  /**
   * Repeats {@code pass}, at least once.
   *
   * @param seconds processor time to use at least, and a sixth of what to use at most
   */
  static void repeat(Pass pass, double seconds) throws Exception {
    double share;
    do {
      long compiling = compiling();
      long start = System.nanoTime();
      pass.run();
      share = (compiling() - compiling) * 1e6 / (System.nanoTime() - start);
    } while (used() < seconds || (share > RESTING && used() < LONGEST * seconds));
  }

  private static double used() {
    return Meter.read().cpuNanos() / 1e9;
  }

  private static long compiling() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
  }
}
