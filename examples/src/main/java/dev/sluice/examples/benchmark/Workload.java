package dev.sluice.examples.benchmark;

import dev.sluice.filter.TableFilter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What is written to the server, each once, in a stretch of the binlog of its own. */
enum Workload {
  /** Single-row transactions on four tables: 50 % insert, 35 % update, 15 % delete. */
  W1(300_000, "w1_%"),
  /** One narrow table, 1,000 rows in each insert. */
  W2(3_000_000, "w2"),
  /** 26 mixed columns, ten rows in each transaction: 60 % insert, 40 % update. */
  W3(500_000, "w3"),
  /** As {@link #W2} over ten tables, of which one is captured. */
  W4(3_000_000, "w4_0"),
  /** One statement. */
  BIG(2_000_000, "big");

  /** The database that all tables are in. */
  static final String DATABASE = "bench";

  /** The table whose only row of this workload ends it. */
  static final String MARKER = "marker";

  private final int fullRows;
  private final String captured;

  Workload(int fullRows, String captured) {
    this.fullRows = fullRows;
    this.captured = captured;
  }

  /** How many rows the workload changes at {@code scale}; a multiple of 10,000. */
  int rows(double scale) {
    return Math.max(1, (int) Math.round(fullRows * scale / 10_000)) * 10_000;
  }

  /** The tables that are followed. */
  TableFilter filter() {
    return TableFilter.include(
        DATABASE + '.' + captured.replace('%', '*'), DATABASE + '.' + MARKER);
  }

  /** Whether a row of {@code table} is one of this workload that is followed. */
  boolean captures(String table) {
    return captured.endsWith("%")
        ? table.startsWith(captured.substring(0, captured.length() - 1))
        : table.equals(captured);
  }

  /** The workloads of a list of names separated by commas. */
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
