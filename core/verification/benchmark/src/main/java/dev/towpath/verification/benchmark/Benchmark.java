package dev.towpath.verification.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of the benchmark. It writes the workloads to an embedded MySQL, and lets the
 * contestants read them in turn. It prints each result as JSON, then the medians and ratios. See
 * {@link Options} for the settings.
 */
public final class Benchmark {
  private Benchmark() {}

  /** Runs the benchmark; throws if anything fails. */
  public static void main(String[] args) throws Exception {
    Options options = Options.read();
    System.out.printf(
        "java %s, %d processors, heap %s, %d rounds, scale %s%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        options.heap(),
        options.rounds(),
        options.scale());
    try (Source source = Source.start(options, line -> System.out.println("# " + line))) {
      List<Result> results = new ArrayList<>();
      for (int round = 0; round < options.rounds(); round++) {
        for (Workload workload : options.workloads()) {
          for (Contestant contestant : Contestant.values()) {
            Result result = run(contestant, workload, source.stretch(workload), options);
            System.out.println(result.json());
            results.add(result);
          }
        }
      }
      Report.print(results, options.workloads());
    }
    System.exit(0);
  }

  private static Result run(
      Contestant contestant, Workload workload, Stretch stretch, Options options)
      throws IOException, InterruptedException {
    boolean big = workload == Workload.BIG;
    return Result.parse(
        Child.run(
            Run.class,
            big ? "128m" : options.heap(),
            List.of(
                contestant.label(),
                workload.name(),
                String.valueOf(workload.rows(options.scale())),
                String.valueOf(stretch.port()),
                stretch.file(),
                String.valueOf(stretch.offset()),
                String.valueOf(true),
                String.valueOf(options.warmUp()))));
  }
}
