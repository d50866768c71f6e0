package dev.towpath.verification.benchmark;

import dev.towpath.filter.TableFilter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The workloads; each is written once, to its own stretch of the binlog. */
enum Workload {
  /** Single-row transactions on four tables: 50 % insert, 35 % update, 15 % delete. */
  W1(300_000, "w1_%"),
  /** One narrow table, 1,000 rows in each insert. */
  W2(3_000_000, "w2"),
  /** 26 mixed columns, ten rows in each transaction: 60 % insert, 40 % update. */
  W3(500_000, "w3"),
  /** As {@link #W2}, but over ten tables; one is captured. */
  W4(3_000_000, "w4_0"),
  /** One statement. */
  BIG(2_000_000, "big");

  /** The database of all tables. */
  static final String DATABASE = "bench";

  /** The table whose only row of this workload ends it. */
  static final String MARKER = "marker";

  private final int fullRows;
  private final String captured;

  Workload(int fullRows, String captured) {
    this.fullRows = fullRows;
    this.captured = captured;
  }

  /**
   * Returns the number of rows that the workload changes at {@code scale}, a multiple of 10,000.
   */
  int rows(double scale) {
    return Math.max(1, (int) Math.round(fullRows * scale / 10_000)) * 10_000;
  }

  /** Returns a filter that captures the workload's tables. */
  TableFilter filter() {
    return TableFilter.include(
        DATABASE + '.' + captured.replace('%', '*'), DATABASE + '.' + MARKER);
  }

  /** Returns whether rows of {@code table} are captured in this workload. */
  boolean captures(String table) {
    return captured.endsWith("%")
        ? table.startsWith(captured.substring(0, captured.length() - 1))
        : table.equals(captured);
  }

  /** Returns the workloads of a list of names separated by commas. */
  static List<Workload> parse(String names) {
    return Stream.of(names.split(",", -1)).map(String::strip).map(Workload::named).toList();
  }

  private static Workload named(String name) {
    try {
      return valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no workload " + name + "; there are " + Arrays.toString(values()), e);
    }
  }
}
