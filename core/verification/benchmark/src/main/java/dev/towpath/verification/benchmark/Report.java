package dev.towpath.verification.benchmark;

import java.util.List;
import java.util.Locale;

/** A report of medians and of the ratios between pipeline and connector. */
final class Report {
  private static final String CPU = "cpu_us_per_row";

  private final List<Result> results;

  private Report(List<Result> results) {
    this.results = results;
  }

  /** Prints the table of medians and a line of ratios for each workload. */
  static void print(List<Result> results, List<Workload> workloads) {
    var report = new Report(results);
    System.out.printf(
        "%n%-18s %-8s %12s %14s %18s %9s%n",
        "contestant", "workload", "rows/s", "CPU µs/row", "allocated B/row", "RSS MB");
    for (Workload workload : workloads) {
      for (Contestant contestant : Contestant.values()) {
        report.row(contestant, workload);
      }
    }
    System.out.println();
    for (Workload workload : workloads) {
      report.ratio("", workload, Contestant.TOWPATH, Contestant.CONNECTOR);
      report.ratio("-framing", workload, Contestant.TOWPATH_FRAMING, Contestant.CONNECTOR_DISCARD);
    }
  }

  private void row(Contestant contestant, Workload workload) {
    System.out.printf(
        Locale.ROOT,
        "%-18s %-8s %,12.0f %14.3f %18.0f %9.0f%n",
        contestant.label(),
        workload,
        median(contestant, workload, "rows_per_s"),
        median(contestant, workload, CPU),
        median(contestant, workload, "alloc_bytes_per_row"),
        median(contestant, workload, "peak_rss_mb"));
  }

  /** Prints the median of each round's ratio, because a disturbance of a round affects both. */
  private void ratio(String what, Workload workload, Contestant ours, Contestant theirs) {
    List<Double> mine = figures(ours, workload, CPU);
    List<Double> other = figures(theirs, workload, CPU);
    double[] ratios = new double[mine.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = mine.get(i) / other.get(i);
    }
    System.out.printf(Locale.ROOT, "RATIO %s%s %.2f%n", workload, what, median(ratios));
  }

  private double median(Contestant contestant, Workload workload, String figure) {
    return median(
        figures(contestant, workload, figure).stream().mapToDouble(Double::doubleValue).toArray());
  }

  private List<Double> figures(Contestant contestant, Workload workload, String figure) {
    return results.stream()
        .filter(result -> result.contestant().equals(contestant.label()))
        .filter(result -> result.workload().equals(workload.name()))
        .map(result -> result.figure(figure))
        .toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
