package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Column;
import dev.towpath.event.RowChange;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.StartPosition;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of definitions where the binlog names no columns, in a stream that meets DDL late. */
class SchemaHistoryIT extends PipelineTestBase {
  private final InMemorySchemaStore schemas = new InMemorySchemaStore();

  @BeforeEach
  void leaveNamesOut() {
    metadata("MINIMAL");
  }

  @AfterEach
  void nameColumns() {
    metadata("FULL");
  }

  private static void metadata(String value) {
    mysql.execute("SET GLOBAL binlog_row_metadata = " + value);
  }

  private CdcPipeline.Builder remembering() {
    return pipeline().schemaStore(schemas);
  }

  private void startAndStop() throws InterruptedException {
    startAndConnect(remembering()).close();
  }

  private List<String> texts(int count) throws InterruptedException {
    return awaitRows(count).stream().map(change -> change.row().toString()).toList();
  }

  @Test
  void exchangedNamesOfOneTypeAreToldApart() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndStop();
    sql(
        "INSERT INTO t VALUES (1, 10, 20)",
        "ALTER TABLE t CHANGE a b INT, CHANGE b a INT",
        "INSERT INTO t VALUES (2, 10, 20)",
        "ALTER TABLE t MODIFY a INT FIRST",
        "INSERT INTO t VALUES (30, 3, 40)");

    start(remembering());

    assertEquals(
        List.of(
            database + ".t{id=1, a=10, b=20}",
            database + ".t{id=2, b=10, a=20}",
            database + ".t{a=30, id=3, b=40}"),
        texts(3));
    assertEquals(List.of(1), rows().get(2).table().primaryKey());
  }

  @Test
  void tableCreatedLaterDidNotExistBefore() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    startAndStop();
    sql(
        "CREATE TABLE IF NOT EXISTS u LIKE t",
        "INSERT INTO u VALUES (1, 2)",
        "ALTER TABLE u CHANGE a b INT FIRST",
        "INSERT INTO u VALUES (3, 4)");

    start(remembering());

    assertEquals(List.of(database + ".u{id=1, a=2}", database + ".u{b=3, id=4}"), texts(2));
  }

  @Test
  void tableThatWasNotCapturedMayHaveExistedBefore() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)", "CREATE TABLE u (x INT, y INT)");
    startAndConnect(remembering().tables(TableFilter.include(database + ".t"))).close();
    sql(
        "CREATE TABLE IF NOT EXISTS u LIKE t",
        "INSERT INTO u VALUES (1, 2)",
        "ALTER TABLE u CHANGE x z INT");

    CdcPipeline pipeline = start(remembering());

    String message =
        String.valueOf(
            assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT)).getMessage());
    assertTrue(message.contains("the definition of " + database + ".u"), message);
    assertEquals(List.of(), rows());
  }

  @Test
  void restartSeesTheDefinitionsOfItsPosition() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    startAndStop();
    sql("INSERT INTO t VALUES (1, 1)", "ALTER TABLE t RENAME COLUMN a TO b");
    CdcPipeline second = start(remembering());
    awaitRows(1);
    await(() -> schemas.entries(database).size() > 1);
    second.close();
    sql(
        "INSERT INTO t VALUES (2, 2)",
        "ALTER TABLE t RENAME COLUMN b TO c",
        "INSERT INTO t VALUES (3, 3)");

    start(remembering());

    assertEquals(
        List.of(database + ".t{id=1, a=1}", database + ".t{id=2, b=2}", database + ".t{id=3, c=3}"),
        texts(3));
  }

  @Test
  void withoutHistoryDefinitionsThatDidNotChangeAreProven() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)", "CREATE TABLE u (id INT PRIMARY KEY)");
    startAndStop();
    sql(
        "INSERT INTO t VALUES (1, 1)",
        "CREATE INDEX i ON t (a)",
        "TRUNCATE TABLE t",
        "ALTER TABLE u ADD COLUMN x INT");

    start(pipeline().schemaStore(new InMemorySchemaStore()));

    assertEquals(List.of(database + ".t{id=1, a=1}"), texts(1));
  }

  @Test
  void withoutHistoryAChangedTableStopsWithOneMessage() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndStop();
    // The types stay the same, so that the binlog alone shows nothing.
    sql("INSERT INTO t VALUES (1, 1, 2)", "ALTER TABLE t CHANGE a c INT, CHANGE b a INT");

    CdcPipeline pipeline = start(pipeline().schemaStore(new InMemorySchemaStore()));

    String message =
        String.valueOf(
            assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT)).getMessage());
    assertTrue(message.contains("the definition of " + database + ".t at mysql-bin."), message);
    assertTrue(message.contains("ALTER TABLE t CHANGE a c INT"), message);
    assertTrue(message.contains("binlog_row_metadata=FULL"), message);
    assertEquals(List.of(), rows());
  }

  @Test
  void unreadableStatementMattersOnlyToTheTablesItNames() throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "CREATE TABLE other (id INT PRIMARY KEY, s VARCHAR(10))");
    startAndStop();
    sql(
        "INSERT INTO t VALUES (1)",
        // MySQL has no character for these bytes, and Java has one.
        "ALTER TABLE other MODIFY s ENUM('x',0xA2E3) CHARACTER SET gbk",
        "INSERT INTO t VALUES (2)",
        "INSERT INTO other VALUES (3, 'x')",
        "CREATE TRIGGER trigger_t BEFORE INSERT ON t FOR EACH ROW SET NEW.id = NEW.id",
        "CREATE VIEW v AS SELECT * FROM t",
        "DROP VIEW v");

    start(remembering());

    assertEquals(
        List.of("1", "2", "3"),
        awaitRows(3).stream().map(change -> change.row().getString("id")).toList());
  }

  @Test
  void definitionLostToAnUnreadableStatementStopsWhenItChangedAgain() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(10))");
    startAndStop();
    sql(
        "ALTER TABLE t MODIFY s ENUM('x',0xA2E3) CHARACTER SET gbk",
        "INSERT INTO t VALUES (3, 'x')",
        "ALTER TABLE t RENAME COLUMN id TO number");

    CdcPipeline pipeline = start(remembering());

    String message =
        String.valueOf(
            assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT)).getMessage());
    assertTrue(message.contains("MODIFY s ENUM('x',0xA2E3) CHARACTER SET gbk"), message);
    assertTrue(message.contains("RENAME COLUMN id TO number"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MINIMAL", "FULL"})
  void onlineSchemaChangesAreFollowed(String metadata) throws Exception {
    metadata(metadata);
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT) CHARSET latin1");
    CdcPipeline.Builder capturing = remembering().tables(TableFilter.include(database + ".t"));
    startAndConnect(capturing).close();
    sql(
        "INSERT INTO t VALUES (1, 10, 20)",
        // gh-ost
        "CREATE /* gh-ost */ TABLE `%1$s`.`_t_gho` LIKE `%1$s`.`t`".formatted(database),
        "ALTER /* gh-ost */ TABLE `%1$s`.`_t_gho` DROP COLUMN a, ADD COLUMN c INT AFTER id"
            .formatted(database),
        "INSERT INTO _t_gho SELECT id, 30, b FROM t",
        "INSERT INTO t VALUES (2, 10, 20)",
        ("RENAME /* gh-ost */ TABLE `%1$s`.`t` TO `%1$s`.`_t_del`,"
                + " `%1$s`.`_t_gho` TO `%1$s`.`t`")
            .formatted(database),
        "INSERT INTO t VALUES (3, 30, 40)",
        "DROP TABLE IF EXISTS _t_del",
        // pt-online-schema-change
        "CREATE TABLE `%1$s`.`_t_new` (`id` int(11) NOT NULL, `c` int(11), `b` int(11), PRIMARY KEY (`id`))"
            .formatted(database),
        "ALTER TABLE `%1$s`.`_t_new` CHANGE c b2 INT, ADD d VARCHAR(5) FIRST".formatted(database),
        "RENAME TABLE `%1$s`.`t` TO `%1$s`.`_t_old`, `%1$s`.`_t_new` TO `%1$s`.`t`"
            .formatted(database),
        "DROP TABLE IF EXISTS `_t_old`",
        "INSERT INTO t VALUES ('x', 4, 50, 60)");

    start(capturing);

    assertEquals(
        List.of(
            database + ".t{id=1, a=10, b=20}",
            database + ".t{id=2, a=10, b=20}",
            database + ".t{id=3, c=30, b=40}",
            database + ".t{d=x, id=4, b2=50, b=60}"),
        texts(4));
    assertEquals(
        "id",
        rows().get(3).table().primaryKey().stream()
            .map(index -> rows().get(3).table().column(index))
            .map(Column::name)
            .collect(Collectors.joining()));
  }

  @Test
  void wholeHistoryOfATableComesFromTheStream() throws Exception {
    CdcPipeline first = startAndConnect(remembering());
    first.close();
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
        "INSERT INTO t VALUES (1, 2)",
        "DROP TABLE t",
        "CREATE TABLE t (a INT PRIMARY KEY, id INT)",
        "CREATE TABLE IF NOT EXISTS t (nothing INT)",
        "INSERT INTO t VALUES (3, 4)",
        "RENAME TABLE t TO u",
        "CREATE TABLE t (five INT)",
        "INSERT INTO t VALUES (5)",
        "INSERT INTO u VALUES (6, 7)");

    start(remembering());

    List<String> rows = texts(4);
    assertEquals(database + ".t{id=1, a=2}", rows.get(0));
    assertEquals(database + ".t{a=3, id=4}", rows.get(1));
    assertEquals(database + ".t{five=5}", rows.get(2));
    assertEquals(database + ".u{a=6, id=7}", rows.get(3));
  }

  @Test
  void earliestStartBeforeAChangeIsRefusedAndAfterItFollowed() throws Exception {
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
        "INSERT INTO t VALUES (1, 2)",
        "ALTER TABLE t RENAME COLUMN a TO b",
        "INSERT INTO t VALUES (3, 4)");

    start(remembering().source(source().startPosition(StartPosition.earliest()).build()));

    assertEquals(List.of(database + ".t{id=1, a=2}", database + ".t{id=3, b=4}"), texts(2));
  }

  @Test
  void definitionsReadWhileTheyChangeBelongToTheirPlace() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b INT)");
    var stop = new AtomicBoolean();
    var changes =
        new Thread(
            () -> {
              while (!stop.get()) {
                for (int i = 0; i < 20; i++) {
                  sql("INSERT INTO t (a, b) VALUES (1, 2)");
                }
                sql("ALTER TABLE t CHANGE a b INT, CHANGE b a INT");
              }
            },
            "changes");
    changes.start();
    try {
      // A start may be refused each time, until one falls between two changes.
      for (int start = 0; start < 12 || rows().isEmpty(); start++) {
        int before = rows().size();
        CdcPipeline pipeline =
            start(pipeline(new InMemoryPositionStore()).schemaStore(new InMemorySchemaStore()));
        await(() -> rows().size() >= before + 3 || pipeline.status().state().isFinal());
        pipeline.close();
        Failure failure = pipeline.status().failure();
        // A change between the start and the reading is refused, never guessed.
        assertTrue(failure == null || failure.toString().contains("is not known"), "" + failure);
      }
    } finally {
      stop.set(true);
      changes.join();
    }

    assertEquals(
        List.of("1 2"),
        rows().stream()
            .map(row -> row.row().getString("a") + " " + row.row().getString("b"))
            .distinct()
            .toList());
  }

  @Test
  void switchToFullMetadataEndsTheHistory() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    startAndStop();
    sql("INSERT INTO t VALUES (1, 2)", "ALTER TABLE t RENAME COLUMN a TO b");
    metadata("FULL");
    sql("INSERT INTO t VALUES (3, 4)");

    start(remembering());

    assertEquals(List.of(database + ".t{id=1, a=2}", database + ".t{id=3, b=4}"), texts(2));
    await(() -> schemas.entries(database).isEmpty());
  }

  @Test
  void switchToMinimalMetadataBeginsAHistory() throws Exception {
    metadata("FULL");
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
    startAndConnect(remembering());
    sql("INSERT INTO t VALUES (1, 2)");
    awaitRows(1);
    metadata("MINIMAL");
    sql("INSERT INTO t VALUES (3, 4)");
    awaitRows(2);
    sql("ALTER TABLE t RENAME COLUMN a TO b", "INSERT INTO t VALUES (5, 6)");

    List<RowChange> rows = awaitRows(3);

    assertEquals(database + ".t{id=3, a=4}", rows.get(1).row().toString());
    assertEquals(database + ".t{id=5, b=6}", rows.get(2).row().toString());
  }

  @Test
  void withFullMetadataNoDefinitionIsRead() throws Exception {
    metadata("FULL");
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    mysql.execute("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
    try {
      startAndConnect(remembering());
      sql("INSERT INTO t VALUES (1)", "ALTER TABLE t ADD a INT", "INSERT INTO t VALUES (2, 3)");
      awaitRows(2);

      List<List<String>> statements =
          mysql.query(
              "SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE user_host LIKE"
                  + " 'cdc%'");
      assertTrue(statements.size() > 2, statements.toString());
      assertEquals(
          List.of(),
          statements.stream().filter(row -> row.get(0).contains("information_schema")).toList());
      assertEquals(List.of(), schemas.entries(database));
    } finally {
      mysql.execute("SET GLOBAL general_log = OFF");
    }
  }
}
