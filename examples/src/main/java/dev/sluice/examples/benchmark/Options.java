package dev.sluice.examples.benchmark;

import java.util.List;

/**
 * What to run, from system properties.
 *
 * @param rounds how often each contestant runs, {@code benchmark.rounds}, default 5
 * @param scale the share of each workload's rows, {@code benchmark.scale}, default 1
 * @param workloads which, {@code benchmark.workloads}, default all
 * @param warmUp the processor time each contestant uses uncounted, at least one pass, in seconds,
 *     {@code benchmark.warmup}, default 8
 * @param heap the heap of each contestant, {@code benchmark.heap}, default {@code 1g}
 */
record Options(int rounds, double scale, List<Workload> workloads, double warmUp, String heap) {
  /** The default of {@link #warmUp()}. */
  static final double WARM_UP = 8;

  /** The options of this run. */
  static Options read() {
    return new Options(
        Integer.getInteger("benchmark.rounds", 5),
        Double.parseDouble(System.getProperty("benchmark.scale", "1")),
        Workload.parse(System.getProperty("benchmark.workloads", "W1,W2,W3,W4,BIG")),
        Double.parseDouble(System.getProperty("benchmark.warmup", String.valueOf(WARM_UP))),
        System.getProperty("benchmark.heap", "1g"));
  }
}
