package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.event.RowChange;
import dev.sluice.event.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The key of a table is the same whether or not the binlog tells it. */
@Timeout(300)
abstract class KeysContract extends PipelineTestBase {
  private static final List<String> TABLES =
      List.of(
          "pk (a INT, b INT NOT NULL, PRIMARY KEY (b, a), UNIQUE (b))",
          "prefix (a VARCHAR(9), b INT NOT NULL, PRIMARY KEY (a(3)))",
          "none (a INT UNIQUE, b INT NOT NULL)",
          "one (a INT, b INT NOT NULL UNIQUE)",
          "nullable_first (a INT, b INT NOT NULL, UNIQUE (a), UNIQUE (b))",
          "in_order (a INT NOT NULL, b INT NOT NULL, UNIQUE z (b, a), UNIQUE a (a))",
          "partial (a VARCHAR(9) NOT NULL, b INT NOT NULL, UNIQUE (a(5)), UNIQUE (b))",
          "whole (b INT NOT NULL, a VARCHAR(9) NOT NULL, UNIQUE (a(9)), UNIQUE (b))",
          "tiny (b INT NOT NULL, a TINYTEXT NOT NULL, UNIQUE (a(255))) DEFAULT CHARSET=latin1",
          "tiny_last (b INT NOT NULL, a TINYBLOB NOT NULL, UNIQUE (a(255)), UNIQUE (b))",
          "computed (b INT NOT NULL, v INT AS (b + 1) VIRTUAL, s INT AS (b) STORED, UNIQUE (v))",
          "large (a BLOB NOT NULL, b INT NOT NULL, UNIQUE (a(100)))");

  @Test
  void keyIsTheSameInEveryModeOfMetadata() throws Exception {
    for (String table : TABLES) {
      sql("CREATE TABLE " + table);
    }
    // Their order among keys stays although both are NOT NULL now.
    sql("ALTER TABLE nullable_first MODIFY a INT NOT NULL");
    startAndConnect(pipeline());

    metadata("MINIMAL");
    insert(1);
    Map<String, List<String>> minimal = keys(awaitRows(TABLES.size()));
    metadata("FULL");
    insert(2);
    Map<String, List<String>> full = keys(awaitRows(2 * TABLES.size()));

    assertEquals(full.toString(), minimal.toString());
    assertEquals(List.of("b"), minimal.get("nullable_first"));
    assertEquals(List.of("b", "a"), minimal.get("in_order"));
    assertEquals(List.of(), minimal.get("none"));
    assertEquals(List.of("a"), minimal.get("tiny"));
  }

  private void insert(int value) {
    for (String table : TABLES) {
      String name = table.substring(0, table.indexOf(' '));
      boolean computed = name.equals("computed");
      sql(
          "INSERT INTO %s (%s) VALUES (%s)"
              .formatted(name, computed ? "b" : "a, b", computed ? value : value + ", " + value));
    }
  }

  /** Servers without the setting name no columns. */
  private static void metadata(String value) {
    if (!mysql.query("SHOW GLOBAL VARIABLES LIKE 'binlog_row_metadata'").isEmpty()) {
      mysql.execute("SET GLOBAL binlog_row_metadata = " + value);
    }
  }

  private static Map<String, List<String>> keys(List<RowChange> rows) {
    Map<String, List<String>> keys = new TreeMap<>();
    for (RowChange row : rows) {
      Table table = row.table();
      keys.put(
          table.name(),
          table.primaryKey().stream().map(index -> table.column(index).name()).toList());
    }
    return keys;
  }
}
