package dev.towpath.storm;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A temporary table of the name of a base table, in a session that logs statements about it. Used
 * by one thread.
 */
final class TemporaryTwin {
  private final EmbeddedMySql server;
  private final Random random;

  TemporaryTwin(EmbeddedMySql server, Random random) {
    this.server = server;
    this.random = random;
  }

  /** Makes, changes and drops a twin, with rows of base tables between; returns the statements. */
  List<String> around(Map<TableId, TableImage> tables, Supplier<List<String>> rows)
      throws SQLException {
    List<String> executed = new ArrayList<>();
    if (tables.isEmpty()) {
      return executed;
    }
    TableImage table = List.copyOf(tables.values()).get(random.nextInt(tables.size()));
    String name = table.name().quoted();
    try (Connection connection = server.connection();
        Statement statement = connection.createStatement()) {
      List<String> changes =
          List.of(
              "ALTER TABLE " + name + " CHANGE a x INT, CHANGE b a INT",
              "ALTER TABLE " + name + " ADD c INT FIRST",
              "ALTER TABLE " + name + " DROP a");
      execute(statement, "SET SESSION binlog_format = MIXED", executed);
      execute(statement, "USE " + table.name().quoted().replaceFirst("`\\..*", "`"), executed);
      execute(
          statement,
          "CREATE TEMPORARY TABLE " + name + " (id INT PRIMARY KEY, a INT, b INT)",
          executed);
      execute(statement, changes.get(random.nextInt(changes.size())), executed);
      executed.addAll(rows.get());
      if (random.nextBoolean()) {
        execute(statement, "DROP TABLE " + name, executed);
      }
    }
    executed.addAll(rows.get());
    return executed;
  }

  private static void execute(Statement statement, String sql, List<String> executed)
      throws SQLException {
    statement.execute(sql);
    executed.add("/* twin */ " + sql);
  }
}
