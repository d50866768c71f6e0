package dev.towpath.verification.benchmark;

import java.util.List;

/**
 * The options of a run, from system properties.
 *
 * @param rounds the number of runs of each contestant, {@code benchmark.rounds}, default 5
 * @param scale the share of each workload's rows, {@code benchmark.scale}, default 1
 * @param workloads the workloads, {@code benchmark.workloads}, default all
 * @param warmUp the uncounted processor time of each contestant in seconds, at least one pass,
 *     {@code benchmark.warmup}, default 8
 * @param heap the heap of each contestant, {@code benchmark.heap}, default {@code 1g}
 */
record Options(int rounds, double scale, List<Workload> workloads, double warmUp, String heap) {
  /** The default of {@link #warmUp()}. */
  static final double WARM_UP = 8;

  /** Returns the options of this run. */
  static Options read() {
    return new Options(
        Integer.getInteger("benchmark.rounds", 5),
        Double.parseDouble(System.getProperty("benchmark.scale", "1")),
        Workload.parse(System.getProperty("benchmark.workloads", "W1,W2,W3,W4,BIG")),
        Double.parseDouble(System.getProperty("benchmark.warmup", String.valueOf(WARM_UP))),
        System.getProperty("benchmark.heap", "1g"));
  }
}
