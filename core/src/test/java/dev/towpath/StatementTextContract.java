package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.embedded.ServerException;
import dev.towpath.event.RowChange;
import dev.towpath.event.SchemaChange;
import dev.towpath.schema.InMemorySchemaStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of texts and names of statements in the character set of their session, on every server.
 */
abstract class StatementTextContract extends PipelineTestBase {
  final InMemorySchemaStore schemas = new InMemorySchemaStore();

  /** Makes the server log names of columns, or none. */
  void namesColumns(boolean names) {
    mysql.execute("SET GLOBAL binlog_row_metadata = " + (names ? "FULL" : "MINIMAL"));
  }

  @BeforeEach
  void leaveNamesOut() {
    namesColumns(false);
  }

  @AfterEach
  void nameColumns() {
    namesColumns(true);
  }

  CdcPipeline.Builder remembering() {
    return pipeline().schemaStore(schemas);
  }

  List<SchemaChange> schemaChanges() {
    List<SchemaChange> changes = new ArrayList<>();
    sink.events().stream()
        .filter(SchemaChange.class::isInstance)
        .forEach(change -> changes.add((SchemaChange) change));
    return changes;
  }

  List<String> texts() {
    return schemaChanges().stream().map(SchemaChange::sql).toList();
  }

  /** Returns statements that execute one whose text is converted to the session's character set. */
  static List<String> converted(String sql) {
    String hex = HexFormat.of().formatHex(sql.getBytes(StandardCharsets.UTF_8));
    return List.of(
        "SET @s = CONVERT(x'" + hex + "' USING utf8mb4)", "PREPARE s FROM @s", "EXECUTE s");
  }

  /** Executes a statement that the server refuses. */
  void refused(String statement) {
    assertThrows(ServerException.class, () -> sql(statement));
  }

  static String values(RowChange change) {
    return change.row().toString().replaceFirst("^.*\\{", "{");
  }

  static String names(RowChange change) {
    return change.table().name() + values(change);
  }

  @Test
  void textsAndNamesAreWhatTheSessionMeant() throws Exception {
    startAndConnect(remembering()).close();
    String gbk =
        "CREATE TABLE g (id INT PRIMARY KEY, 英 INT, e ENUM('模','息') CHARACTER SET utf8mb4)";
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    // The bytes are UTF-8: the server reads two characters for each é.
    script.add("CREATE TABLE l (id INT PRIMARY KEY, `é` INT, e ENUM('é'))");
    script.add("INSERT INTO l VALUES (1, 2, 1)");
    script.addAll(converted("CREATE TABLE größe (id INT PRIMARY KEY, a INT, b INT)"));
    script.addAll(converted("ALTER TABLE größe CHANGE a b INT, CHANGE b a INT"));
    script.addAll(converted("INSERT INTO größe VALUES (1, 2, 3)"));
    script.add("SET NAMES gbk");
    script.addAll(converted(gbk));
    script.add("INSERT INTO g VALUES (1, 2, 1)");
    script.add("SET NAMES binary");
    script.add("CREATE TABLE `bñ` (id INT PRIMARY KEY, `é` INT)");
    script.add("INSERT INTO `bñ` VALUES (1, 2)");
    sql(script.toArray(new String[0]));

    start(remembering());

    List<String> rows = awaitRows(4).stream().map(StatementTextContract::names).toList();
    assertEquals(
        List.of(
            "l{id=1, Ã©=2, e=Ã©}", "größe{id=1, b=2, a=3}", "g{id=1, 英=2, e=模}", "bñ{id=1, é=2}"),
        rows);
    assertEquals(
        List.of(
            "CREATE TABLE l (id INT PRIMARY KEY, `Ã©` INT, e ENUM('Ã©'))",
            "CREATE TABLE größe (id INT PRIMARY KEY, a INT, b INT)",
            "ALTER TABLE größe CHANGE a b INT, CHANGE b a INT",
            gbk,
            "CREATE TABLE `bñ` (id INT PRIMARY KEY, `é` INT)"),
        texts());
    assertEquals(
        List.of("l", "größe", "größe", "g", "bñ"),
        schemaChanges().stream().map(SchemaChange::table).toList());
  }

  @Test
  void statementOfTheServerItselfIsInUtf8InEverySession() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    script.addAll(converted("CREATE TEMPORARY TABLE mö (ö INT PRIMARY KEY, ü INT)"));
    script.addAll(converted("CREATE TABLE lä LIKE mö"));
    script.addAll(converted("INSERT INTO lä VALUES (1, 2)"));
    sql(script.toArray(new String[0]));

    start(remembering());

    assertEquals("lä{ö=1, ü=2}", names(awaitRows(1).get(0)));
    assertEquals("lä", schemaChanges().get(schemaChanges().size() - 1).table());
  }

  @Test
  void rewrittenStatementIsInUtf8InEverySession() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    script.addAll(rewritten());
    sql(script.toArray(new String[0]));

    start(remembering());

    // Of MySQL 9's own key.
    assertEquals("lö{ä=1, ö=2}", names(awaitRows(1).get(0)).replace("my_row_id=1, ", ""));
    assertEquals(
        List.of("lö"), schemaChanges().stream().map(SchemaChange::table).distinct().toList());
  }

  /** Checks CREATE TABLE … SELECT, which servers rewrite with their own quotes and escapes. */
  final void assertQuotesAndEscapesOfTheServer() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    for (String mode : List.of("NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES")) {
      for (String name : List.of("lö", "`l``ö`", database + ".lö")) {
        script.add("USE " + (name.contains(".") ? "mysql" : database));
        script.add("SET sql_mode = '" + mode + "'");
        script.addAll(converted("CREATE TABLE " + name + " (ä ENUM('x','a\\b')) SELECT 2 AS ä"));
        script.addAll(converted("DROP TABLE " + name));
      }
    }
    sql(script.toArray(new String[0]));

    start(remembering());

    List<String> names = List.of("lö", "l`ö", "lö", "lö", "l`ö", "lö");
    assertEquals(
        names.stream().map(name -> name + "{ä=a\\b}").toList(),
        awaitRows(6).stream().map(StatementTextContract::names).toList());
    assertEquals(
        List.of("lö", "l`ö"),
        schemaChanges().stream().map(SchemaChange::table).distinct().toList());
  }

  /**
   * Returns statements that create the table lö with one row, and that the server logs in other
   * words.
   */
  List<String> rewritten() {
    List<String> script = new ArrayList<>(converted("CREATE TEMPORARY TABLE mö (ä INT, ö INT)"));
    script.addAll(converted("CREATE TABLE IF NOT EXISTS lö LIKE mö"));
    script.addAll(converted("INSERT INTO lö VALUES (1, 2)"));
    return script;
  }

  /** Returns statements that execute one with these bytes in any character set of the session. */
  static List<String> raw(String latin1) {
    String hex = HexFormat.of().formatHex(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return List.of("SET @s = x'" + hex + "'", "PREPARE s FROM @s", "EXECUTE s");
  }

  @Test
  void blanksDependOnTheSession() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    script.addAll(
        raw("\u00a0ALTER\u00a0TABLE\u00a0t\u00a0CHANGE\u00a0a\u00a0b INT, CHANGE b a INT"));
    script.add("INSERT INTO t VALUES (1, 2, 3)");
    script.add("SET NAMES cp852");
    script.addAll(raw("ALTER TABLE t RENAME\u00ffn"));
    script.add("INSERT INTO n VALUES (2, 2, 3)");
    script.add("SET NAMES utf8mb4");
    script.addAll(raw("CREATE TABLE t\u00c2\u00a0n (id INT PRIMARY KEY, a\u00e3\u0080\u0080 INT)"));
    script.addAll(raw("INSERT INTO t\u00c2\u00a0n VALUES (3, 4)"));
    sql(script.toArray(new String[0]));

    start(remembering());

    assertEquals(
        List.of("t{id=1, b=2, a=3}", "n{id=2, b=2, a=3}", "t\u00a0n{id=3, a\u3000=4}"),
        awaitRows(3).stream().map(StatementTextContract::names).toList());
    assertEquals(
        List.of("t", "t", "t\u00a0n"), schemaChanges().stream().map(SchemaChange::table).toList());
  }

  /** Some servers log the inner table of an outer join as if all its columns could be NULL. */
  @Test
  void innerTableOfAnOuterJoinHasItsDefinition() throws Exception {
    sql(
        "CREATE TABLE a (id INT PRIMARY KEY, x INT NOT NULL)",
        "CREATE TABLE b (id INT PRIMARY KEY, x INT NOT NULL)",
        "CREATE TABLE later (id INT NOT NULL, x INT NOT NULL, UNIQUE (id))");
    startAndConnect(remembering()).close();
    sql(
        "INSERT INTO a VALUES (1, 1), (2, 2)",
        "INSERT INTO b VALUES (1, 1)",
        "INSERT INTO later VALUES (2, 2)",
        "UPDATE a LEFT JOIN b ON a.id = b.id LEFT JOIN later ON a.id = later.id"
            + " SET b.x = 3, later.x = 4",
        "DELETE a, b, later FROM a LEFT JOIN b ON a.id = b.id LEFT JOIN later ON a.id = later.id");

    start(remembering());

    assertEquals(10, awaitRows(10).size());
    assertEquals(
        List.of(List.of(0)),
        awaitRows(10).stream().map(change -> change.table().primaryKey()).distinct().toList());
  }

  /** As text_string of both grammars; zeros complete a character that has too few bytes. */
  @Test
  void labelsThatAreGivenAsBytesAreTextOfTheColumn() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>();
    script.add("CREATE TABLE u (id INT PRIMARY KEY, e ENUM(0x61,0x6162,'b') CHARACTER SET ucs2)");
    script.add("CREATE TABLE s (id INT PRIMARY KEY, e ENUM(0x61,0x5C,'b') CHARACTER SET sjis)");
    script.add("CREATE TABLE l (id INT PRIMARY KEY, e SET(0x61,x'E920') CHARACTER SET latin1)");
    script.add("CREATE TABLE c (id INT PRIMARY KEY, e ENUM('a','b') CHARACTER SET latin1)");
    script.add("ALTER TABLE c MODIFY e ENUM(0x61,0x6162), CONVERT TO CHARACTER SET ucs2");
    for (String table : List.of("u", "s", "l", "c")) {
      script.add("INSERT INTO %s VALUES (1, 2)".formatted(table));
    }
    sql(script.toArray(new String[0]));
    // The server cannot be asked.
    sql("DROP TABLE u, s, l, c");

    start(remembering());

    assertEquals(
        List.of("u{id=1, e=慢}", "s{id=1, e=\\}", "l{id=1, e=é}", "c{id=1, e=慢}"),
        awaitRows(4).stream().map(StatementTextContract::names).toList());
  }

  /** Servers show the bytes as UTF-8, also if the session meant something else by them. */
  @Test
  void labelsWithoutACharacterSetAreTheBytesOfTheSession() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES latin1"));
    script.add("CREATE TABLE b (id INT PRIMARY KEY, s SET(0x61,'ß') CHARACTER SET binary)");
    script.add("INSERT INTO b VALUES (1, 3)");
    script.add("SET NAMES utf8mb4");
    script.add("CREATE TABLE u (id INT PRIMARY KEY, e ENUM('é') CHARACTER SET binary)");
    script.add("INSERT INTO u VALUES (1, 1)");
    // Literals lose here what latin1 lacks.
    script.add("SET collation_connection = latin1_bin");
    script.add("CREATE TABLE l (id INT PRIMARY KEY, e ENUM('模') CHARACTER SET utf8mb4)");
    script.add("INSERT INTO l VALUES (1, 1)");
    sql(script.toArray(new String[0]));
    // The server cannot be asked.
    sql("DROP TABLE b, u, l");

    start(remembering());

    assertEquals(
        List.of("b{id=1, s=a,ß}", "u{id=1, e=é}", "l{id=1, e=?}"),
        awaitRows(3).stream().map(StatementTextContract::names).toList());
  }

  @Test
  void charactersThatOnlyJavaKnowsAreNotRead() throws Exception {
    startAndConnect(remembering()).close();
    List<String> script = new ArrayList<>(List.of("SET NAMES gbk"));
    // No character begins with 0x80 in MySQL's gbk, but Java's has one there.
    script.addAll(raw("CREATE TABLE g (id INT PRIMARY KEY, e ENUM('a','\u0080\u0080'))"));
    script.add("INSERT INTO g VALUES (1, 2)");
    sql(script.toArray(new String[0]));

    start(remembering());

    // One for each code, or for each byte.
    assertEquals("g{id=1, e=?}", names(awaitRows(1).get(0)).replace("??", "?"));
  }

  @Test
  void tablesAreDroppedUnderTheNamesThatTheSessionMeant() throws Exception {
    List<String> names = List.of("größe", "таблица", "英表", "表");
    List<String> charsets = List.of("latin1", "cp1251", "gbk", "sjis");
    List<String> script = new ArrayList<>();
    List<String> again = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      script.add("CREATE TABLE " + name + " (id INT PRIMARY KEY, a INT, b INT)");
      again.add("SET NAMES " + charsets.get(i));
      again.addAll(converted("DROP TABLE " + (i % 2 == 0 ? "IF EXISTS " : "") + name));
      again.addAll(
          converted("CREATE TABLE IF NOT EXISTS " + name + " (id INT PRIMARY KEY, b INT, a INT)"));
      again.addAll(converted("INSERT INTO " + name + " VALUES (1, 2, 3)"));
    }
    sql(script.toArray(new String[0]));
    startAndConnect(remembering()).close();
    sql(again.toArray(new String[0]));
    // The server cannot be asked for definitions any more.
    sql(names.stream().map(name -> "DROP TABLE " + name).toArray(String[]::new));

    start(remembering());

    assertEquals(
        names.stream().map(name -> name + "{id=1, b=2, a=3}").toList(),
        awaitRows(names.size()).stream().map(StatementTextContract::names).toList());
    assertEquals(
        names.stream().flatMap(name -> Stream.of(name, name)).toList(),
        schemaChanges().stream().map(SchemaChange::table).limit(2L * names.size()).toList());
    assertEquals(List.of(), texts().stream().filter(sql -> sql.contains("\ufffd")).toList());
  }

  @Test
  void aDroppedTableHasTheNameItWasCreatedWith() throws Exception {
    startAndConnect(remembering());

    sql(
        "SET NAMES latin1",
        "CREATE TABLE `größe` (id INT PRIMARY KEY)",
        "DROP TABLE `größe`",
        "CREATE TABLE `é` (id INT PRIMARY KEY)",
        "DROP TABLE IF EXISTS `é`, absent");
    await(() -> schemaChanges().size() == 4);

    assertEquals(
        List.of("grÃ¶ÃŸe", "grÃ¶ÃŸe", "Ã©", "Ã©"),
        schemaChanges().stream().map(SchemaChange::table).toList());
  }

  @Test
  void textOfAStatementAboutRowsIsWhatTheSessionMeant() throws Exception {
    startAndConnect(remembering());
    List<String> script = new ArrayList<>(List.of("CREATE TABLE t (id INT PRIMARY KEY)"));
    script.addAll(textsOfRows());
    script.addAll(converted("INSERT INTO t VALUES (1) /* 模 */"));

    sql(script.toArray(new String[0]));

    assertEquals("INSERT INTO t VALUES (1) /* 模 */", awaitRows(1).get(0).origin().statement());
  }

  /**
   * Returns statements that make the server log the statements behind rows, in the character set of
   * a session.
   */
  List<String> textsOfRows() {
    return List.of("SET binlog_rows_query_log_events = ON", "SET NAMES gbk");
  }

  @Test
  void tablesOfADatabaseThatIsHalfDroppedAreGone() throws Exception {
    String table = " (id INT PRIMARY KEY, a INT, b INT) ENGINE=MyISAM";
    sql("CREATE TABLE größe" + table, "CREATE TABLE t" + table);
    startAndConnect(remembering()).close();
    String data = String.valueOf(mysql.query("SELECT @@datadir").get(0).get(0));
    Files.writeString(Path.of(data, database, "left.txt"), "no file of a table");
    assertThrows(
        ServerException.class,
        () -> mysql.execute("SET NAMES latin1", "DROP DATABASE " + database));
    String create = " (id INT PRIMARY KEY, b INT, a INT)";
    sql(
        "CREATE TABLE IF NOT EXISTS größe" + create,
        "INSERT INTO größe VALUES (1, 2, 3)",
        "CREATE TABLE IF NOT EXISTS t" + create,
        "INSERT INTO t VALUES (4, 5, 6)");
    // MySQL from 8.0 on drops no table then.
    boolean isDropped = mysql.query("SHOW COLUMNS FROM t FROM " + database).get(1).contains("b");
    sql("DROP TABLE größe, t");

    start(remembering());

    assertEquals(
        isDropped
            ? List.of("größe{id=1, b=2, a=3}", "t{id=4, b=5, a=6}")
            : List.of("größe{id=1, a=2, b=3}", "t{id=4, a=5, b=6}"),
        awaitRows(2).stream().map(StatementTextContract::names).toList());
  }
}
