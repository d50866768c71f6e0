package dev.towpath.console;

import java.util.List;

/** A target for status lines. Called by one thread. */
interface Display {

  /** Shows the current state of the lines; called repeatedly with the same ones. */
  void show(List<StatusLine> lines, long nanoTime, boolean isLast);
}
