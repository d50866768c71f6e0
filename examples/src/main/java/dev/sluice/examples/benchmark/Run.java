package dev.sluice.examples.benchmark;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One run of one contestant, in a JVM of its own: uncounted passes to warm up, then the counted
 * one. Prints the result as a line of JSON.
 *
 * <p>Compiling takes seconds, a pass may take less than one. So whether a contestant is warm is
 * told by what it has used of the processor, for all alike.
 *
 * <p>Arguments: contestant, workload, rows that it has, port, file, offset, whether to warm up, and
 * for how many seconds of processor time at least.
 */
public final class Run {
  private Run() {}

  /** Runs; exits with 1 and a message when anything fails. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Contestant contestant = Contestant.of(args[0]);
    Workload workload = Workload.valueOf(args[1]);
    long rows = Long.parseLong(args[2]);
    var stretch = new Stretch(Integer.parseInt(args[3]), args[4], Long.parseLong(args[5]));
    if (Boolean.parseBoolean(args[6])) {
      double seconds = args.length > 7 ? Double.parseDouble(args[7]) : Options.WARM_UP;
      do {
        contestant.run(workload, stretch, new Touch());
      } while (Meter.read().cpuNanos() / 1e9 < seconds);
    }
    var touch = new Touch();
    Meter before = Meter.read();
    Meter after = contestant.run(workload, stretch, touch);
    System.out.println(json(contestant, workload, rows, touch, before, after));
    System.exit(0);
  }

  private static String json(
      Contestant contestant, Workload workload, long rows, Touch touch, Meter before, Meter after)
      throws java.io.IOException {
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    return String.format(
        Locale.ROOT,
        "{\"contestant\":\"%s\",\"workload\":\"%s\",\"rows\":%d,\"delivered\":%d,\"seconds\":%.3f,"
            + "\"rows_per_s\":%.0f,\"cpu_us_per_row\":%.4f,\"alloc_bytes_per_row\":%.0f,"
            + "\"peak_rss_mb\":%d,\"checksum\":\"%x\"}",
        contestant.label(),
        workload,
        rows,
        touch.rows(),
        seconds,
        rows / seconds,
        (after.cpuNanos() - before.cpuNanos()) / 1e3 / rows,
        (double) (after.allocatedBytes() - before.allocatedBytes()) / rows,
        Meter.peakMegabytes(),
        touch.sum());
  }
}
