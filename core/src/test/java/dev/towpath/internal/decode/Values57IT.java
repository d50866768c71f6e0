package dev.towpath.internal.decode;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.json.JsonTables;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of values of MySQL 5.7, whose tables only their definitions describe. */
class Values57IT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static ValueServer server;

  @BeforeAll
  static void startServer(@TempDir Path directory) throws SQLException {
    server = ValueServer.start(MySqlVersion.MYSQL_5_7, directory);
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  static List<ValueTable> tables() {
    System.out.println("-Dtowpath.seed=" + SEED);
    ValueTables source = new ValueTables(new Random(SEED));
    List<ValueTable> tables = new ArrayList<>(source.all());
    tables.addAll(JsonTables.numbers(new Random(SEED)));
    tables.add(source.fixedReals());
    return tables;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void valuesComeOutOfTheBinlogAsSelectPrintsThem(ValueTable table)
      throws SQLException, IOException {
    ValueServer.Passage passage = server.pass(table);

    passage.check(server.tables()::layoutByDefinition);
  }
}
