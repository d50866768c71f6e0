package dev.sluice.examples.benchmark;

import java.util.List;

/**
 * What to run, from system properties.
 *
 * @param rounds how often each contestant runs, {@code benchmark.rounds}, default 5
 * @param scale the share of each workload's rows, {@code benchmark.scale}, default 1
 * @param workloads which, {@code benchmark.workloads}, default all
 * @param heap the heap of each contestant, {@code benchmark.heap}, default {@code 1g}
 */
record Options(int rounds, double scale, List<Workload> workloads, String heap) {

  /** The options of this run. */
  static Options read() {
    return new Options(
        Integer.getInteger("benchmark.rounds", 5),
        Double.parseDouble(System.getProperty("benchmark.scale", "1")),
        Workload.parse(System.getProperty("benchmark.workloads", "W1,W2,W3,W4,BIG")),
        System.getProperty("benchmark.heap", "1g"));
  }
}
