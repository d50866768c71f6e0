package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.ColumnSpec.Trait;
import dev.towpath.internal.sql.KeySpec;
import dev.towpath.internal.sql.KeySpec.Kind;
import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.TableEdit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the key that identifies rows after statements; SHOW INDEX of a server told what is
 * expected.
 */
class KeyEditsTest {
  private static final TableName T = new TableName("d", "t");

  private final AstModel model = new AstModel();

  @Test
  void firstUniqueKeyOfWholeColumnsThatCannotBeNullIsTheKey() {
    create(
        List.of(notNull("a"), plain("b"), AstModel.column("c", "char", List.of(9), Trait.NOT_NULL)),
        key(Kind.UNIQUE, null, part("b")),
        key(Kind.UNIQUE, null, new KeySpec.Part("c", 1)),
        key(Kind.UNIQUE, "u", part("c"), part("a")),
        key(Kind.UNIQUE, null, part("a")));

    assertEquals(List.of("u[c, a]", "a[a]", "c[c]", "b[b]"), keys());
    assertEquals(List.of("c", "a"), model.key(T));
  }

  @Test
  void primaryKeyGoesBeforeUniqueKeys() {
    create(
        List.of(notNull("a"), plain("b")),
        key(Kind.UNIQUE, null, part("a")),
        key(Kind.PRIMARY, null, part("b")));

    assertEquals(List.of("PRIMARY[b]", "a[a]"), keys());
    assertEquals(List.of("b"), model.key(T));

    alter(new TableEdit.DropKey("PRIMARY", false));

    assertEquals(List.of("a"), model.key(T));

    alter(new TableEdit.DropKey("A", false));

    assertEquals(List.of(), model.key(T));
  }

  @Test
  void columnsThatLoseNotNullEndTheirKey() {
    create(
        List.of(column("a", Trait.NOT_NULL, Trait.UNIQUE), column("b", Trait.NOT_NULL)),
        key(Kind.UNIQUE, "u", part("b")));
    assertEquals(List.of("a"), model.key(T));

    alter(new TableEdit.Change("a", plain("a"), TableEdit.Place.UNSAID, false));

    assertEquals(List.of("b"), model.key(T));
    assertEquals(List.of("u[b]", "a[a]"), keys());

    alter(new TableEdit.Change("a", notNull("a"), TableEdit.Place.UNSAID, false));

    assertEquals(List.of("b"), model.key(T), "the order of before stays");
  }

  @Test
  void keysFollowTheirColumnsAndNames() {
    create(
        List.of(notNull("a"), notNull("b"), notNull("c")),
        key(Kind.UNIQUE, "u", part("a"), part("b")),
        key(Kind.UNIQUE, "v", part("c")));

    alter(new TableEdit.Rename("a", "x", false), new TableEdit.RenameKey("u", "w", false));
    assertEquals(List.of("w[x, b]", "v[c]"), keys());
    alter(new TableEdit.Drop("x", false));
    assertEquals(List.of("w[b]", "v[c]"), keys());
    alter(new TableEdit.Drop("b", false));

    assertEquals(List.of("v[c]"), keys());
    assertEquals(List.of("c"), model.key(T));
  }

  @Test
  void serverChoosesNamesThatAreFree() {
    create(
        List.of(notNull("a"), notNull("primary")),
        key(Kind.OTHER, null, part("a")),
        key(Kind.UNIQUE, null, part("a"), part("primary")),
        key(Kind.UNIQUE, null, part("primary")),
        key(Kind.UNIQUE, null, new KeySpec.Part(null, 0)));

    assertEquals(
        List.of("a_2[a, primary]", "primary_2[primary]", "functional_index[null]", "a[a]"), keys());

    alter(
        new TableEdit.DropKey("a_2", false),
        new TableEdit.AddKey(key(Kind.UNIQUE, "a_2", part("a")), false),
        new TableEdit.AddKey(key(Kind.UNIQUE, "PRIMARY_2", part("a")), true));

    assertEquals(List.of("primary_2[primary]", "a_2[a]", "functional_index[null]", "a[a]"), keys());
  }

  @Test
  void virtualColumnsAndExpressionsIdentifyNothing() {
    create(
        List.of(column("v", Trait.NOT_NULL, Trait.VIRTUAL), notNull("b")),
        key(Kind.UNIQUE, null, part("v")),
        key(Kind.UNIQUE, null, new KeySpec.Part(null, 0)),
        key(Kind.UNIQUE, null, part("b")));

    assertEquals(List.of("b"), model.key(T));
  }

  @Test
  void prefixAsLongAsItsColumnIsNone() {
    create(
        List.of(varchar("a", 10, Trait.NOT_NULL), varchar("b", 10, Trait.NOT_NULL)),
        key(Kind.UNIQUE, "u", new KeySpec.Part("b", 5)));
    assertEquals(List.of(), model.key(T));

    alter(
        new TableEdit.Change("b", varchar("b", 4, Trait.NOT_NULL), TableEdit.Place.UNSAID, false));
    assertEquals(List.of("b"), model.key(T));

    alter(
        new TableEdit.DropKey("u", false),
        new TableEdit.AddKey(key(Kind.UNIQUE, "u", new KeySpec.Part("a", 10)), false));
    assertEquals(List.of("a"), model.key(T));
  }

  @Test
  void timestampsInTwoKeysAreAskedFor() {
    create(
        List.of(typed("a", "timestamp"), notNull("b")),
        key(Kind.UNIQUE, null, part("a")),
        key(Kind.UNIQUE, null, part("b")));

    assertTrue(model.text(T).contains("whether column a of the unique key a may be NULL"));
  }

  @ParameterizedTest
  @CsvSource({
    "false, TIMESTAMP, a",
    "false, TIMESTAMP NULL, b",
    "false, TIMESTAMP NOT NULL NULL, b",
    "true, TIMESTAMP, b",
    "true, TIMESTAMP NOT NULL, a",
    "true, TIMESTAMP NULL NOT NULL, a",
    ", TIMESTAMP NULL, b",
    ", TIMESTAMP NOT NULL, a"
  })
  void timestampsAreNotNullIfTheSessionSaysSo(@Nullable Boolean explicit, String type, String key) {
    Model session = Model.of().explicitTimestamps(explicit);

    session.execute("CREATE TABLE t (a %s UNIQUE, b INT NOT NULL UNIQUE)".formatted(type));
    session.execute("CREATE TABLE u (x INT, b INT NOT NULL UNIQUE)");
    session.execute("ALTER TABLE u ADD a %s FIRST, ADD UNIQUE (a)".formatted(type));
    session.execute("CREATE TABLE v (a INT UNIQUE, b INT NOT NULL)");
    session.execute("ALTER TABLE v MODIFY a %s, ADD UNIQUE (b)".formatted(type));

    assertEquals("a timestamp, b int(11) key [" + key + "]", session.table("t"));
    assertTrue(session.table("u").endsWith(" key [b]"), session.table("u"));
    assertEquals("a timestamp, b int(11) key [" + key + "]", session.table("v"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"STORED", "VIRTUAL", "STORED NULL"})
  void generatedTimestampsAreAskedFor(String kind) {
    Model session = Model.of().explicitTimestamps(false);

    session.execute(
        "CREATE TABLE t (a TIMESTAMP AS (c) %s UNIQUE, b INT NOT NULL UNIQUE, c TIMESTAMP NULL)"
            .formatted(kind));

    assertTrue(session.table("t").contains("whether column a of"), session.table("t"));
  }

  @Test
  void theColumnsOfATimeInMariaDbAreNeverNull() {
    var session = new Model("11.4.5-MariaDB", TableFilter.all(), "d").explicitTimestamps(true);

    session.execute(
        "CREATE TABLE t (a INT, s TIMESTAMP(6) AS ROW START, e TIMESTAMP(6) AS ROW END,"
            + " PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING");

    TableState.Known known = assertInstanceOf(TableState.Known.class, session.catalog.state(T));
    assertEquals(false, known.definition().columns().get(1).nullable());
    assertEquals(false, known.definition().columns().get(2).nullable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (b INT NOT NULL, s TIMESTAMP NULL, e TIMESTAMP, PERIOD FOR p (S, e),"
            + " UNIQUE (s), UNIQUE (b))",
        "CREATE TABLE t (b INT NOT NULL, s DATE, e DATE, PERIOD FOR p (s, e));"
            + "ALTER TABLE t ADD UNIQUE (s), ADD UNIQUE (b)",
        "CREATE TABLE t (b INT NOT NULL, s DATE, e DATE);"
            + "ALTER TABLE t ADD PERIOD FOR p (s, e), ADD UNIQUE (s), ADD UNIQUE (b)",
        "CREATE TABLE t (b INT NOT NULL, s DATE, e DATE, PERIOD FOR p (s, e));"
            + "ALTER TABLE t DROP PERIOD FOR p, ADD UNIQUE (s), ADD UNIQUE (b)"
      })
  void theColumnsOfAPeriodAreNeverNull(String statements) {
    var session = new Model("11.4.5-MariaDB", TableFilter.all(), "d").explicitTimestamps(true);

    session.execute(statements.split(";"));

    TableState.Known known = assertInstanceOf(TableState.Known.class, session.catalog.state(T));
    assertEquals(List.of("s"), known.definition().primaryKey(), session.table("t"));
    assertEquals(false, known.definition().columns().get(2).nullable());
  }

  @Test
  void keysUsingHashIdentifyNothingAndComeLast() {
    var session = new Model("11.4.5-MariaDB", TableFilter.all(), "d");
    String table =
        "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, c INT NOT NULL, %s, UNIQUE (b))";

    session.execute(table.formatted("UNIQUE (a) USING HASH") + " ENGINE=InnoDB");
    assertEquals(List.of("b"), known(session).primaryKey());

    session.execute("ALTER TABLE t ADD UNIQUE (c), DROP KEY b");
    assertEquals("[c[c], a[a]]", known(session).keys().toString());
    assertEquals(List.of("c"), known(session).primaryKey());

    session.execute("ALTER TABLE t MODIFY a TINYINT NOT NULL, ADD UNIQUE b (b)");
    assertEquals("[c[c], a[a], b[b]]", known(session).keys().toString());

    for (String statement :
        List.of(
            "CREATE OR REPLACE" + table.formatted("UNIQUE USING HASH (a)").substring(6),
            "ALTER TABLE t ADD UNIQUE (a) USING HASH",
            "CREATE UNIQUE INDEX u USING HASH ON t (a)")) {
      session.execute("CREATE OR REPLACE TABLE t (a INT, b INT, c INT)", statement);
      assertTrue(session.table("t").contains("USING HASH"), session.table("t"));
    }
  }

  private static TableDefinition known(Model session) {
    return assertInstanceOf(TableState.Known.class, session.catalog.state(T)).definition();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (a INT, s DATE, e DATE, PRIMARY KEY (a, p WITHOUT OVERLAPS),"
            + " PERIOD FOR p (s, e))",
        "CREATE TABLE t (a INT, s DATE, e DATE);ALTER TABLE t"
            + " ADD PRIMARY KEY (a, p WITHOUT OVERLAPS), ADD PERIOD FOR p (s, e)",
        "CREATE TABLE t (a INT NOT NULL, s DATE, e DATE, PERIOD FOR p (s, e),"
            + " UNIQUE (a, p WITHOUT OVERLAPS))"
      })
  void aKeyWithoutOverlapsHasTheEndAndTheStart(String statements) {
    var session = new Model("11.4.5-MariaDB", TableFilter.all(), "d");

    session.execute(statements.split(";"));

    TableState.Known known = assertInstanceOf(TableState.Known.class, session.catalog.state(T));
    assertEquals(List.of("a", "e", "s"), known.definition().primaryKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ADD PERIOD IF NOT EXISTS FOR p (s, e)", "ADD UNIQUE (p WITHOUT OVERLAPS)"})
  void aPeriodThatMayHaveBeenThereIsAskedFor(String alteration) {
    var session = new Model("11.4.5-MariaDB", TableFilter.all(), "d");

    session.execute("CREATE TABLE t (s DATE, e DATE)", "ALTER TABLE t " + alteration);

    assertTrue(session.table("t").contains("a period"), session.table("t"));
  }

  @Test
  void aTimestampOfAPeriodMayStayNotNull() {
    var session = new Model("11.4.5-MariaDB", TableFilter.all(), "d").explicitTimestamps(true);

    session.execute(
        "CREATE TABLE t (s TIMESTAMP, e TIMESTAMP, PERIOD FOR p (s, e))",
        "ALTER TABLE t MODIFY s TIMESTAMP NULL");

    TableState.Known known = assertInstanceOf(TableState.Known.class, session.catalog.state(T));
    assertNull(known.definition().columns().get(0).nullable());
  }

  @Test
  void keysOfForeignKeysGiveWayToOthersThatBeginWithThem() {
    String foreign = "FOREIGN KEY (a) REFERENCES p (id)";
    assertEquals(
        List.of("b[b]", "a[a]"), keys("CREATE TABLE t (a INT, b INT UNIQUE, " + foreign + ")"));
    assertEquals(List.of("a[a]"), keys("CREATE TABLE t (a INT, " + foreign + ", UNIQUE (a))"));
    assertEquals(List.of("a[a]"), keys("CREATE TABLE t (a INT, UNIQUE (a), " + foreign + ")"));
    assertEquals(
        List.of("a[a, b]"),
        keys("CREATE TABLE t (a INT, b INT, CONSTRAINT c %s, KEY (a, b))".formatted(foreign)));
    assertEquals(
        List.of("PRIMARY[a, b]"),
        keys("CREATE TABLE t (a INT, b INT, %s, PRIMARY KEY (a, b))".formatted(foreign)));
    assertEquals(
        List.of("a_2[b, a]", "a[a]"),
        keys("CREATE TABLE t (a INT, b INT, %s, UNIQUE a_2 (b, a))".formatted(foreign)));
    assertEquals(
        List.of("FOREIGN[a, b]"),
        keys(
            "CREATE TABLE t (a INT, b INT, %s, FOREIGN KEY `FOREIGN` (a, b) REFERENCES p (x, y))"
                .formatted(foreign)));
    assertEquals(
        List.of("l[a, b]"),
        keys(
            "CREATE TABLE t (a INT, b INT, FOREIGN KEY l (a, b) REFERENCES p (x, y), %s)"
                .formatted(foreign)));
    assertEquals(
        List.of("a[a]", "k[a]"),
        keys("CREATE TABLE t (a CHAR(9), %s, KEY k (a(3)))".formatted(foreign)));
  }

  @Test
  void keysOfForeignKeysGiveWayLaterToo() {
    String table = "CREATE TABLE t (a INT NOT NULL, b INT, FOREIGN KEY (a) REFERENCES p (id))";
    String unique = "ALTER TABLE t ADD UNIQUE (a)";

    assertEquals(List.of("a[a]"), keys(table, unique));
    assertEquals(
        List.of(), keys(table, unique, "ALTER TABLE t DROP FOREIGN KEY t_ibfk_1, DROP KEY a"));
    assertEquals(List.of("a[a]", "x[a]"), keys(table, "ALTER TABLE t RENAME KEY a TO x", unique));
    assertEquals(List.of("a[a, b]"), keys(table, "ALTER TABLE t ADD KEY (a, b)"));
    assertEquals(List.of("a_2[a]", "a[a]"), keys("CREATE TABLE t (a INT, KEY (a))", unique));
  }

  @Test
  void constraintsAreNotTheKeysThatHaveTheirNames() {
    String unique = "ALTER TABLE t ADD UNIQUE (c)";
    String checked = "CREATE TABLE t (a INT, c INT, KEY c (a), CONSTRAINT c CHECK (a > 0))";
    String foreign = "CREATE TABLE t (a INT, c INT, CONSTRAINT c FOREIGN KEY (a) REFERENCES p (x))";
    String drop = "ALTER TABLE t DROP CONSTRAINT c";

    assertEquals(List.of("c_2[c]", "c[a]"), keys(checked, drop, unique));
    assertEquals(List.of("c_2[c]"), keys(checked, drop, unique, "ALTER TABLE t DROP KEY c"));
    assertEquals(List.of("c_2[c]", "c[a]"), keys(foreign, drop, unique));
    assertEquals(List.of(), keys("CREATE TABLE t (a INT, c INT)", unique, drop));
    assertEquals(
        List.of(), keys("CREATE TABLE t (c INT PRIMARY KEY)", drop.replace(" c", " `PRIMARY`")));
  }

  private static List<String> keys(String... statements) {
    TableState.Known known =
        assertInstanceOf(TableState.Known.class, Model.of(statements).catalog.state(T));
    return known.definition().keys().stream().map(KeyDefinition::toString).toList();
  }

  @Test
  void entriesOfTheFirstVersionKeepTheirPrimaryKey() throws IOException {
    String entry =
        "towpath-schema-entry 1\nposition\t"
            + BinlogPosition.builder("binlog.000001", 4).build()
            + "\ntable\td\tt\tlatin1\n"
            + "column\tid\tint(11)\t\\-\tnot null\tvisible\nkey\tid\n";

    HistoryEntry decoded = HistoryCodec.decode(entry.getBytes(StandardCharsets.UTF_8));

    TableState.Known known = assertInstanceOf(TableState.Known.class, decoded.tables().get(T));
    assertEquals(List.of("id"), known.definition().primaryKey());
    assertEquals(decoded.tables(), HistoryCodec.decode(HistoryCodec.encode(decoded)).tables());
  }

  @Test
  void entriesKeepAllKeys() throws IOException {
    create(
        List.of(
            column("a\tb", Trait.NOT_NULL, Trait.INVISIBLE),
            column("v", Trait.VIRTUAL),
            column("e", Trait.ROW_END)),
        key(Kind.UNIQUE, "x\ny", part("a\tb"), new KeySpec.Part(null, 0)),
        key(Kind.OTHER, null, new KeySpec.Part("v", 7)));
    var entry =
        new HistoryEntry(
            BinlogPosition.builder("binlog.000001", 4).build(),
            Map.of(T, model.state(T)),
            Map.of());

    assertEquals(entry.tables(), HistoryCodec.decode(HistoryCodec.encode(entry)).tables());
  }

  @Test
  void labelsThatTheServerShowsAsQuestionMarksAreNoDifference() {
    TableDefinition read = ofLabels("enum('\uD83D\uDE00','x')");
    TableDefinition shown = ofLabels("enum('?','x')");

    assertEquals(read.comparable(), shown.comparable());
    assertTrue(shown.hasDoubtfulLabels());
    assertTrue(!read.hasDoubtfulLabels());
  }

  private static TableDefinition ofLabels(String type) {
    var column = new ColumnDefinition("e", type, "utf8mb4", null, true);
    return new TableDefinition(List.of(column), List.of(), "utf8mb4", false);
  }

  private void create(List<ColumnSpec> columns, KeySpec... keys) {
    model.apply(
        new SchemaEdit.Create(
            T,
            SchemaEdit.Creation.PLAIN,
            columns,
            Stream.concat(columns.stream().flatMap(c -> c.keys().stream()), Stream.of(keys))
                .toList(),
            "latin1",
            false));
  }

  private void alter(TableEdit... edits) {
    model.apply(new SchemaEdit.Alter(T, false, List.of(edits)));
  }

  private List<String> keys() {
    List<String> texts = new ArrayList<>();
    model.definition(T).keys().forEach(key -> texts.add(key.toString()));
    return texts;
  }

  private static KeySpec key(Kind kind, @Nullable String name, KeySpec.Part... parts) {
    return new KeySpec(kind, name, List.of(parts));
  }

  private static KeySpec.Part part(String column) {
    return new KeySpec.Part(column, true);
  }

  private static ColumnSpec notNull(String name) {
    return column(name, Trait.NOT_NULL);
  }

  private static ColumnSpec plain(String name) {
    return column(name);
  }

  private static ColumnSpec column(String name, Trait... traits) {
    return AstModel.column(name, "int", List.of(), traits);
  }

  private static ColumnSpec typed(String name, String type) {
    return AstModel.column(name, type, List.of());
  }

  private static ColumnSpec varchar(String name, int length, Trait... traits) {
    return AstModel.column(name, "varchar", List.of(length), traits);
  }
}
