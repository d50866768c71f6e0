package dev.towpath.verification.benchmark;

import java.lang.management.ManagementFactory;

/**
 * The uncounted passes until the JIT compilers have little left to do. Otherwise a contestant would
 * be charged for compilation, and more so the one with more code.
 */
final class WarmUp {
  /** The share of a pass during which a compiler may still work. */
  private static final double RESTING = 0.03;

  /**
   * The longest warm-up as a multiple of the shortest: a contestant that never settles is counted,
   * too.
   */
  private static final int LONGEST = 6;

  private WarmUp() {}

  /** One pass that reads or sends a workload. */
  interface Pass {
    void run() throws Exception;
  }

  /**
   * Repeats {@code pass}, at least once.
   *
   * @param seconds the minimum of processor time; the maximum is six times as much
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
