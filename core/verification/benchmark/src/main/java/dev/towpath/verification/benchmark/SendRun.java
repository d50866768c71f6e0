package dev.towpath.verification.benchmark;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One run of one sender, in a JVM of its own: uncounted passes to warm up, at least one, then the
 * counted one. It prints the result as a line of JSON.
 *
 * <p>Arguments: sender, workload, its rows, messages and bytes, port, file and offset of the
 * binlog, name server, topic, recording, seconds of processor time to warm up.
 */
public final class SendRun {
  /** The pipeline with the RocketMQ sink. */
  static final String TOWPATH = "towpath-rocketmq";

  /** RocketMQ's producer with the pipeline's messages. */
  static final String BARE = "bare-producer";

  private SendRun() {}

  /** Runs the sender; exits with 1 and a message if anything fails. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    Workload workload = Workload.valueOf(args[1]);
    var stretch = new Stretch(Integer.parseInt(args[5]), args[6], Long.parseLong(args[7]));
    double warmUp = Double.parseDouble(args[11]);
    Meter[] meters =
        args[0].equals(BARE)
            ? BareProducer.run(args[8], args[9], Path.of(args[10]), warmUp)
            : towpath(workload, stretch, args[8], args[9], warmUp);
    long rows = Long.parseLong(args[2]);
    long messages = Long.parseLong(args[3]);
    long bytes = Long.parseLong(args[4]);
    System.out.println(json(args[0], workload, rows, messages, bytes, meters[0], meters[1]));
    System.exit(0);
  }

  private static Meter[] towpath(
      Workload workload, Stretch stretch, String nameServer, String topic, double warmUp)
      throws Exception {
    String name = "benchmark-" + ProcessHandle.current().pid() + '-';
    var passes = new AtomicInteger();
    WarmUp.Pass pass =
        () ->
            TowpathSender.run(
                name + passes.incrementAndGet(), workload, stretch, nameServer, topic);
    WarmUp.repeat(pass, warmUp);
    Meter before = Meter.read();
    return new Meter[] {
      before, TowpathSender.run(name + "counted", workload, stretch, nameServer, topic)
    };
  }

  private static String json(
      String sender,
      Workload workload,
      long rows,
      long messages,
      long bytes,
      Meter before,
      Meter after)
      throws java.io.IOException {
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    return String.format(
        Locale.ROOT,
        "{\"contestant\":\"%s\",\"workload\":\"%s\",\"rows\":%d,\"messages\":%d,\"bytes\":%d,"
            + "\"seconds\":%.3f,\"rows_per_s\":%.0f,\"messages_per_s\":%.0f,\"mb_per_s\":%.1f,"
            + "\"cpu_us_per_row\":%.4f,\"alloc_bytes_per_row\":%.0f,\"peak_rss_mb\":%d}",
        sender,
        workload,
        rows,
        messages,
        bytes,
        seconds,
        rows / seconds,
        messages / seconds,
        bytes / 1e6 / seconds,
        (after.cpuNanos() - before.cpuNanos()) / 1e3 / rows,
        (double) (after.allocatedBytes() - before.allocatedBytes()) / rows,
        Meter.peakMegabytes());
  }
}
