package dev.towpath.verification.benchmark;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One run of one contestant, in a JVM of its own: uncounted passes to warm up, then counted ones.
 * It prints the average cost of a counted pass as a line of JSON.
 *
 * <p>Arguments: contestant, workload, number of rows, port, file, offset, whether to warm up,
 * minimum warm-up in seconds of processor time.
 */
public final class Run {
  /**
   * The minimum counted time: the clock of processor time ticks every 10 ms, and a pass may take
   * only 20 ticks.
   */
  private static final long COUNTED_NANOS = 2_000_000_000;

  private Run() {}

  /** Runs the contestant; exits with 1 and a message if anything fails. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Contestant contestant = Contestant.of(args[0]);
    Workload workload = Workload.valueOf(args[1]);
    long rows = Long.parseLong(args[2]);
    var stretch = new Stretch(Integer.parseInt(args[3]), args[4], Long.parseLong(args[5]));
    if (Boolean.parseBoolean(args[6])) {
      double seconds = args.length > 7 ? Double.parseDouble(args[7]) : Options.WARM_UP;
      WarmUp.repeat(() -> contestant.run(workload, stretch, new Touch()), seconds);
    }
    var used = new Meter(0, 0, 0);
    Touch touch;
    int passes = 0;
    do {
      touch = new Touch();
      Meter before = Meter.read();
      used = used.plus(contestant.run(workload, stretch, touch).minus(before));
      passes++;
    } while (used.cpuNanos() < COUNTED_NANOS);
    System.out.println(json(contestant, workload, rows, touch, used.dividedBy(passes)));
    System.exit(0);
  }

  private static String json(
      Contestant contestant, Workload workload, long rows, Touch touch, Meter used)
      throws java.io.IOException {
    double seconds = used.nanos() / 1e9;
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
        used.cpuNanos() / 1e3 / rows,
        (double) used.allocatedBytes() / rows,
        Meter.peakMegabytes(),
        touch.sum());
  }
}
