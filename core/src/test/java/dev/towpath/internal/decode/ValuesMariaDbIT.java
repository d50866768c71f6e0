package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.table.TableLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of values of MariaDB, whose JSON is text and whose metadata have details of their own. */
@Tag("servers")
class ValuesMariaDbIT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static @Nullable ValueServer server;

  @BeforeAll
  static void startServer(@TempDir Path directory) throws SQLException {
    server = ValueServer.start(MySqlVersion.MARIADB_11_4, directory);
  }

  @AfterAll
  static void closeServer() {
    if (server != null) {
      server.close();
    }
  }

  static List<ValueTable> tables() {
    System.out.println("-Dtowpath.seed=" + SEED);
    return new ValueTables(new Random(SEED))
        .all().stream()
            .filter(table -> !table.name().equals("text_gb18030"))
            .filter(table -> !table.name().equals("json_documents"))
            .toList();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void valuesComeOutOfTheBinlogAsSelectPrintsThem(ValueTable table)
      throws SQLException, IOException {
    ValueServer mariaDb = Objects.requireNonNull(server);
    ValueServer.Passage passage = mariaDb.pass(table, "SET GLOBAL binlog_row_metadata = MINIMAL");
    mariaDb.execute("SET GLOBAL binlog_row_metadata = FULL");

    passage.check(mariaDb.tables()::layoutByDefinition);
    int[] described = new int[1];
    passage.check(
        map -> {
          described[0] += map.isSelfDescribing() ? 1 : 0;
          return map.isSelfDescribing()
              ? TableLayout.ofMetadata(map)
              : mariaDb.tables().layoutByDefinition(map);
        });
    assertTrue(described[0] > 0);
  }

  @Test
  void temporalsInTheFormatBeforeFiveSixFourAreRead() throws SQLException, IOException {
    ValueServer mariaDb = Objects.requireNonNull(server);
    mariaDb.execute("SET GLOBAL mysql56_temporal_format = OFF");
    ValueTable table =
        new ValueTable(
            "old_temporals",
            List.of("t time", "d datetime", "ts timestamp null"),
            List.of(
                "'-838:59:59', '2024-02-29 17:02:03', '2001-09-09 01:46:40'",
                "'12:34:56', '0000-00-00 00:00:00', '0000-00-00 00:00:00'",
                "'-00:00:01', '2024-00-00 23:59:59', '2038-01-19 03:14:07'",
                "NULL, '9999-12-31 23:59:59', NULL"));

    ValueServer.Passage passage = mariaDb.pass(table);
    mariaDb.execute("SET GLOBAL mysql56_temporal_format = ON");

    passage.check(mariaDb.tables()::layoutByDefinition);
  }

  @Test
  void fractionsInTheFormatBeforeFiveSixFourAreRefused() throws SQLException, IOException {
    ValueServer mariaDb = Objects.requireNonNull(server);
    mariaDb.execute("SET GLOBAL mysql56_temporal_format = OFF");
    ValueTable table =
        new ValueTable("old_fractions", List.of("t time(3)"), List.of("'-838:59:59'"));

    ValueServer.Passage passage = mariaDb.pass(table);
    mariaDb.execute("SET GLOBAL mysql56_temporal_format = ON");

    SchemaMismatchException error =
        assertThrows(
            SchemaMismatchException.class,
            () -> passage.check(mariaDb.tables()::layoutByDefinition));
    assertEquals(
        "values_db.old_fractions, column 2 (t): the binlog has time, the definition"
            + " time(3) /* mariadb-5.3 */",
        error.getMessage());
    assertThrows(DecodeException.class, () -> passage.check(TableLayout::ofMetadata));
  }
}
