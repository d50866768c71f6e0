package dev.towpath.verification.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resources that this process has used so far. */
record Meter(long nanos, long cpuNanos, long allocatedBytes) {

  /** Reads the meters. */
  static Meter read() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      allocated += Math.max(0, bytes);
    }
    return new Meter(System.nanoTime(), system.getProcessCpuTime(), allocated);
  }

  Meter plus(Meter other) {
    return new Meter(
        nanos + other.nanos, cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
  }

  Meter minus(Meter other) {
    return plus(new Meter(-other.nanos, -other.cpuNanos, -other.allocatedBytes));
  }

  Meter dividedBy(int count) {
    return new Meter(nanos / count, cpuNanos / count, allocatedBytes / count);
  }

  /** Returns the peak memory of this process, in MB; 0 where the system does not report it. */
  static long peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
