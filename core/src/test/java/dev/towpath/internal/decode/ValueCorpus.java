package dev.towpath.internal.decode;

import dev.towpath.embedded.EmbeddedMySql;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A writer of values of every type to a binlog, for tests outside of this package. */
public final class ValueCorpus {
  private static final int ROWS = 12;

  private ValueCorpus() {}

  /** Creates, fills, changes and empties tables of every type in {@code database}. */
  public static void fill(EmbeddedMySql mysql, String database, long seed) {
    List<String> sql = new ArrayList<>();
    sql.add("SET NAMES utf8mb4");
    sql.add("SET sql_mode = ''");
    sql.add("CREATE DATABASE " + database);
    sql.add("USE " + database);
    for (ValueTable table : new ValueTables(new Random(seed)).all()) {
      sql.add(table.create());
      sql.add("SET binlog_rows_query_log_events = " + (sql.size() % 2));
      sql.add("INSERT INTO " + table.name() + " VALUES " + rows(table));
      sql.add("UPDATE " + table.name() + " SET id = id + 100000");
      sql.add("SET binlog_row_image = " + List.of("MINIMAL", "NOBLOB").get(sql.size() % 2));
      sql.add("UPDATE " + table.name() + " SET id = id + 100000 LIMIT 2");
      sql.add("SET binlog_row_image = FULL");
      sql.add("SET GLOBAL binlog_row_metadata = MINIMAL");
      sql.add("DELETE FROM " + table.name());
      sql.add("SET GLOBAL binlog_row_metadata = FULL");
    }
    sql.add("SET binlog_row_value_options = PARTIAL_JSON");
    sql.add("CREATE TABLE patched (id INT PRIMARY KEY, a JSON, b JSON)");
    sql.add(
        "INSERT INTO patched VALUES (1, '{\"k\": [1, 2, \"text\"], \"l\": 5}', '[1, 2, 3]'),"
            + " (2, '{\"k\": {\"x\": 1.5}}', NULL)");
    for (String change :
        List.of(
            "a = JSON_SET(a, '$.l', 'longer text'), b = JSON_REMOVE(b, '$[0]')",
            "a = JSON_REPLACE(a, '$.k[1]', 70000)",
            "a = JSON_SET(a, '$.k[9]', JSON_ARRAY(1, true, null))")) {
      sql.add("UPDATE patched SET " + change);
    }
    mysql.execute(sql.toArray(new String[0]));
  }

  private static String rows(ValueTable table) {
    List<String> rows = new ArrayList<>();
    int step = Math.max(1, table.rows().size() / ROWS);
    for (int i = 0; i < table.rows().size(); i += step) {
      rows.add("(" + (i + 1) + ", " + table.rows().get(i) + ")");
    }
    return String.join(", ", rows);
  }
}
