package dev.towpath.internal.preflight;

import dev.towpath.event.TableName;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.internal.sql.SqlLiterals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks of whether the captured tables exist and their rows can be identified. */
final class TableChecks {
  private static final int MOST_NAMES = 20;

  private TableChecks() {}

  static void run(MySqlSession session, TableFilter filter, ColumnFilter columns, Findings findings)
      throws IOException {
    // Not column_key = 'PRI', which a unique index without NULLs has, too.
    TextResult tables =
        session.query(
            "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, s.INDEX_NAME FROM information_schema.TABLES t"
                + " LEFT JOIN information_schema.STATISTICS s ON s.TABLE_SCHEMA = t.TABLE_SCHEMA"
                + " AND s.TABLE_NAME = t.TABLE_NAME AND s.INDEX_NAME = 'PRIMARY' AND s.SEQ_IN_INDEX"
                + " = 1 WHERE t.TABLE_TYPE = 'BASE TABLE' AND t.TABLE_SCHEMA NOT IN ('mysql',"
                + " 'sys', 'performance_schema', 'information_schema') ORDER BY 1, 2");
    if (!works(filter, tables, findings)) {
      return;
    }
    int captured = 0;
    List<String> keyless = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      String database = String.valueOf(tables.get(i, 0));
      String table = String.valueOf(tables.get(i, 1));
      if (filter.includes(database, table)) {
        captured++;
        if (tables.get(i, 2) == null) {
          keyless.add(database + '.' + table);
        }
        checkColumns(session, columns, new TableName(database, table), findings);
      }
    }
    if (captured == 0) {
      findings.warning(
          "tables",
          "no table that " + session.source().user() + " can see is captured",
          "check tables(…), or grant SELECT on the captured tables so that they can be checked");
    }
    if (!keyless.isEmpty()) {
      findings.warning(
          "primary key",
          "captured tables without a primary key: " + names(keyless),
          "add one: without it a sink can neither order changes by row nor recognise repeated"
              + " ones");
    }
  }

  /** Returns whether the filter, which the user may have written, answers for every table. */
  private static boolean works(TableFilter filter, TextResult tables, Findings findings) {
    for (int i = 0; i < tables.size(); i++) {
      String database = String.valueOf(tables.get(i, 0));
      String table = String.valueOf(tables.get(i, 1));
      try {
        filter.includes(database, table);
      } catch (RuntimeException | Error e) {
        findings.error(
            "tables",
            "the filter given to tables(…) failed for %s.%s: %s".formatted(database, table, e),
            "let the filter answer for every table");
        return false;
      }
    }
    return true;
  }

  /** Reports columns that the filter names and the table does not have. */
  private static void checkColumns(
      MySqlSession session, ColumnFilter filter, TableName table, Findings findings)
      throws IOException {
    Set<String> unknown = new LinkedHashSet<>();
    filter
        .rulesOf(table.database(), table.table())
        .ifPresent(rules -> unknown.addAll(rules.expected()));
    if (unknown.isEmpty()) {
      return;
    }
    TextResult columns =
        session.query(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION"
                .formatted(SqlLiterals.text(table.database()), SqlLiterals.text(table.table())));
    List<String> there = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      there.add(String.valueOf(columns.get(i, 0)));
    }
    there.forEach(column -> unknown.remove(column.toLowerCase(Locale.ROOT)));
    if (!unknown.isEmpty()) {
      findings.warning(
          "columns",
          "the column filter names %s, which %s does not have"
              .formatted(String.join(", ", unknown), table),
          "correct columns(…); the table has " + names(there));
    }
  }

  private static String names(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
    return names.size() <= MOST_NAMES
        ? shown
        : shown + " and " + (names.size() - MOST_NAMES) + " more";
  }
}
