package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of statements, compared with what a server makes of them. */
@Tag("long")
class DdlOnServerIT {
  private static final String DATABASE = "d";
  private static final int STATEMENTS = 600;

  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_5_7", "MYSQL_8_0"})
  void modelEqualsServerAfterEveryStatement(MySqlVersion version) throws Exception {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().version(version).start();
        MySqlSession session = session(mysql);
        Connection connection = mysql.connection();
        Statement statement = connection.createStatement()) {
      String running = mysql.query("SELECT VERSION()").get(0).get(0) + "";
      var model = new Model(running, TableFilter.all(), DATABASE);
      statement.execute("CREATE DATABASE d CHARACTER SET latin1");
      statement.execute("USE d");
      var reader = new DefinitionReader(session);
      var storm = new DdlStorm(new Random(version.name().hashCode()), List.of("a", "b", "c"));
      int applied = 0;
      int lost = 0;
      while (applied < STATEMENTS) {
        String sql = storm.next(table -> columns(reader, table));
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          continue;
        }
        applied++;
        model.execute(sql);
        lost += assertSame(reader, model, sql);
      }
      assertTrue(lost < STATEMENTS / 100, lost + " definitions were lost");
    }
  }

  private static MySqlSession session(EmbeddedMySql mysql) {
    return MySqlSession.open(
        MySqlSource.builder("127.0.0.1", mysql.port())
            .credentials("root", () -> "")
            .connectTimeout(Duration.ofMinutes(1))
            .serverId(77)
            .build());
  }

  /** Compares all tables; tables unknown to the model are set right and counted. */
  private static int assertSame(DefinitionReader reader, Model model, String sql)
      throws IOException {
    List<TableName> tables = reader.tables();
    assertEquals(
        Set.copyOf(tables), Set.copyOf(model.catalog.tables().keySet()), "tables after " + sql);
    Map<TableName, TableDefinition> actual = reader.read(tables).definitions();
    int lost = 0;
    for (TableName table : tables) {
      TableState known = new TableState.Known(Objects.requireNonNull(actual.get(table)));
      if (model.catalog.state(table) instanceof TableState.Unknown) {
        lost++;
        var entry = new HistoryEntry(reader.read(tables).end(), Map.of(table, known), Map.of());
        model.catalog.apply(entry);
      }
      assertEquals(
          Model.text(((TableState.Known) known).definition()),
          model.table(table.table()),
          table + " after " + sql);
    }
    return lost;
  }

  private static List<String> columns(DefinitionReader reader, String table) {
    try {
      TableDefinition definition =
          reader.read(List.of(new TableName(DATABASE, table))).definitions().values().stream()
              .findFirst()
              .orElse(new TableDefinition(List.of(), List.of(), null, false));
      return definition.columns().stream().map(ColumnDefinition::name).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
