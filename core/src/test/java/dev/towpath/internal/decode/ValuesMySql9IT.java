package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.json.JsonTables;
import dev.towpath.internal.decode.table.TableLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of values of MySQL 9.7 or later. */
@Tag("servers")
class ValuesMySql9IT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static ValueServer server;

  @BeforeAll
  static void startServer(@TempDir Path directory) throws SQLException {
    server = ValueServer.start(MySqlVersion.MYSQL_9, directory);
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  static List<ValueTable> tables() {
    System.out.println("-Dtowpath.seed=" + SEED);
    List<ValueTable> tables = new ArrayList<>(new ValueTables(new Random(SEED)).all());
    // It prints the FLOAT 1e14 like this, where earlier servers and this library print all digits.
    tables.removeIf(table -> table.name().equals("reals"));
    tables.addAll(JsonTables.numbers(new Random(SEED)));
    tables.add(
        new ValueTable(
            "vectors",
            List.of("t text", "v vector(3)", "w vector(2) not null"),
            List.of(
                "'a', string_to_vector('[1, 2.5, -3e10]'), string_to_vector('[0, 1]')",
                "NULL, NULL, string_to_vector('[1e-30, 0.1]')")));
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void valuesComeOutOfTheBinlogAsSelectPrintsThem(ValueTable table)
      throws SQLException, IOException {
    ValueServer.Passage passage = server.pass(table, "SET GLOBAL binlog_row_metadata = MINIMAL");
    server.execute("SET GLOBAL binlog_row_metadata = FULL");

    passage.check(server.tables()::layoutByDefinition);
    int[] described = new int[1];
    passage.check(
        map -> {
          described[0] += map.isSelfDescribing() ? 1 : 0;
          return map.isSelfDescribing()
              ? TableLayout.ofMetadata(map)
              : server.tables().layoutByDefinition(map);
        });
    assertTrue(described[0] > 0);
  }
}
