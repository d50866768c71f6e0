package dev.sluice.console;

import java.util.List;

/** A place where lines are shown. Called by one thread. */
interface Display {

  /** Shows the lines as they are now; called again and again with the same ones. */
  void show(List<StatusLine> lines, long nanoTime, boolean isLast);
}
