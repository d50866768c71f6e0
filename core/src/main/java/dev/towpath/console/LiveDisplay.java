package dev.towpath.console;

import java.io.PrintStream;
import java.util.List;

/** A display on a terminal, which rewrites the same lines (control sequences of ECMA-48). */
final class LiveDisplay implements Display {
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_TO_END = "\u001b[K";

  /** Makes the terminal cut longer lines: a wrapped line could not be rewritten. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private boolean isFirst = true;

  LiveDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(List<StatusLine> lines, long nanoTime, boolean isLast) {
    var text = new StringBuilder();
    if (!isFirst) {
      text.append(UP.formatted(lines.size()));
    }
    isFirst = false;
    text.append(NO_WRAP);
    lines.forEach(line -> text.append('\r').append(line).append(CLEAR_TO_END).append('\n'));
    text.append(WRAP);
    out.print(text);
    out.flush();
  }
}
