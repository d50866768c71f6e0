package dev.towpath.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A display on a file or a pipe, which adds a line on changes and from time to time. */
final class PlainDisplay implements Display {
  private final PrintStream out;
  private final long intervalNanos;
  private final List<String> headlines = new ArrayList<>();
  private long lastAll;

  PlainDisplay(PrintStream out, Duration interval) {
    this.out = out;
    this.intervalNanos = interval.toNanos();
  }

  @Override
  public void show(List<StatusLine> lines, long nanoTime, boolean isLast) {
    boolean all = isLast || headlines.isEmpty() || nanoTime - lastAll >= intervalNanos;
    for (int i = 0; i < lines.size(); i++) {
      StatusLine line = lines.get(i);
      if (all || !line.headline().equals(headlines.get(i))) {
        out.println(line);
      }
    }
    lastAll = all ? nanoTime : lastAll;
    headlines.clear();
    lines.forEach(line -> headlines.add(line.headline()));
  }
}
