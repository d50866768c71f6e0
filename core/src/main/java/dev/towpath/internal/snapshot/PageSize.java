package dev.towpath.internal.snapshot;

/**
 * The number of rows of the next page: as many as a server reads in a fifth of a second, within a
 * share of the memory. Used by one thread.
 */
final class PageSize {
  private static final int FIRST = 1_000;
  private static final int MOST = 10_000;
  private static final int LEAST = 10;
  private static final long TARGET_NANOS = 200_000_000;

  private final long mostBytes;
  private int rows = FIRST;

  /** Creates the size of a first page. */
  PageSize(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Returns the rows to ask for. */
  int rows() {
    return rows;
  }

  /** Returns the bytes after which a page is cut. */
  long mostBytes() {
    return mostBytes;
  }

  /** Adapts to a page. */
  void took(int read, long bytes, long nanos) {
    if (read == 0) {
      return;
    }
    long next = nanos > TARGET_NANOS ? rows / 2 : nanos < TARGET_NANOS / 2 ? rows * 2L : rows;
    // Half of the limit, so that pages of somewhat larger rows are not cut.
    long byBytes = mostBytes / 2 / Math.max(1, bytes / read);
    rows = (int) Math.max(Math.min(LEAST, byBytes), Math.min(MOST, Math.min(next, byBytes)));
    rows = Math.max(1, rows);
  }

  /** Makes the next page smaller, because the log of changes did not hold what came meanwhile. */
  void smaller() {
    rows = Math.max(1, rows / 2);
  }
}
