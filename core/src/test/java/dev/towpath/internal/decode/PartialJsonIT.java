package dev.towpath.internal.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.internal.decode.json.RandomJson;
import dev.towpath.internal.decode.table.TableLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of updates of JSON columns that the binlog has as differences. */
class PartialJsonIT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static final int UPDATES = 600;
  private static ValueServer server;

  @BeforeAll
  static void startServer(@TempDir Path directory) throws SQLException {
    server = ValueServer.start(MySqlVersion.MYSQL_8_0, directory);
    server.execute("SET SESSION binlog_row_value_options = PARTIAL_JSON");
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  @Test
  void randomChangesGiveWhatSelectPrints() throws SQLException, IOException {
    System.out.println("-Dtowpath.seed=" + SEED);
    RandomJson random = new RandomJson(new Random(SEED));
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute("CREATE TABLE random_json (id INT PRIMARY KEY, j JSON, t TEXT, k JSON, l JSON)");
    List<List<@Nullable String>> expected = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      if (i % 10 == 0) {
        server.execute(
            "DELETE FROM random_json",
            "INSERT INTO random_json VALUES (1, %s, 'x', %s, %s)"
                .formatted(random.document(), random.document(), random.document()));
      }
      Map<String, List<@Nullable String>> before = server.tables().contents("random_json");
      server.execute(
          "UPDATE random_json SET j = %s, k = %s"
              .formatted(random.change("j"), random.change("k")));
      Map<String, List<@Nullable String>> after = server.tables().contents("random_json");
      if (!after.equals(before)) {
        expected.add(before.get("1"));
        expected.add(after.get("1"));
      }
    }

    List<RowUpdate> updates = updates(file);

    List<List<@Nullable String>> images = new ArrayList<>();
    for (RowUpdate update : updates) {
      images.add(texts(update.before()));
      images.add(texts(update.after()));
    }
    for (int i = 0; i < Math.min(expected.size(), images.size()); i++) {
      assertEquals(expected.get(i), images.get(i), "image " + i);
    }
    assertEquals(expected.size(), images.size());
    int partial = BinlogFile.count(file.path(), 39);
    assertTrue(partial > UPDATES / 4, partial + " partial updates");
  }

  private static List<@Nullable String> texts(Row row) {
    List<@Nullable String> texts = new ArrayList<>();
    for (int i = 0; i < row.table().columns().size(); i++) {
      texts.add(row.getString(i));
    }
    return texts;
  }

  private static List<RowUpdate> updates(ValueServer.BinlogFileOnServer file) throws IOException {
    List<RowUpdate> updates = new ArrayList<>();
    for (RowChange change : file.changes(TableLayout::ofMetadata)) {
      if (change instanceof RowUpdate update) {
        updates.add(update);
      }
    }
    return updates;
  }

  @Test
  void documentsOfMegabytesAreChanged() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE big_json (id INT PRIMARY KEY, j JSON)",
        "INSERT INTO big_json VALUES (1, CONCAT('{\"a\": \"', REPEAT('x', 3000000),"
            + " '\", \"b\": [1', REPEAT(',12345678', 200000), ']}'))",
        "UPDATE big_json SET j = JSON_SET(j, '$.b[100000]', REPEAT('y', 70000))",
        "UPDATE big_json SET j = JSON_REMOVE(j, '$.b[0]', '$.b[last]')",
        "UPDATE big_json SET j = JSON_SET(j, '$.b[last]', 'end', '$.c', JSON_OBJECT('d', 1))",
        "UPDATE big_json SET j = JSON_SET(j, '$.c.e', 2, '$.c.d', REPEAT('z', 300))");
    String select = Objects.requireNonNull(server.tables().contents("big_json").get("1")).get(1);

    List<RowUpdate> updates = updates(file);

    assertEquals(4, BinlogFile.count(file.path(), 39));
    assertEquals(select, updates.get(3).after().getString("j"));
    assertTrue(updates.get(3).changed("j"));
  }

  @Test
  void someRowsOfAnEventHaveDifferencesAndOthersDocuments() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE mixed_json (id INT PRIMARY KEY, j JSON, k JSON, g JSON AS (j->'$.a'))",
        "INSERT INTO mixed_json (id, j, k) VALUES (1, '{\"a\": \"0123456789\", \"b\": 1}', '[1]'),"
            + " (2, NULL, '[2]'), (3, '7', '[3]')",
        "UPDATE mixed_json SET j = JSON_SET(j, '$.b', 2), k = JSON_ARRAY(id, 'new')");
    Map<String, List<@Nullable String>> select = server.tables().contents("mixed_json");

    List<RowUpdate> updates = updates(file);

    assertEquals(1, BinlogFile.count(file.path(), 39));
    assertEquals(3, updates.size());
    for (RowUpdate update : updates) {
      assertEquals(
          select.get(update.after().getString("id")), texts(update.after()), update::toString);
      assertFalse(update.changed("g"));
      assertTrue(update.changed("k"));
    }
    assertTrue(updates.get(0).changed("j"));
    assertFalse(updates.get(1).changed("j"));
  }

  @Test
  void differencesToADocumentThatWasNotLoggedAreRefused() throws SQLException, IOException {
    ValueServer.BinlogFileOnServer file = server.newBinlogFile();
    server.execute(
        "CREATE TABLE minimal_json (id INT PRIMARY KEY, j JSON, c INT)",
        "INSERT INTO minimal_json VALUES (1, '{\"a\": \"0123456789\", \"b\": \"x\"}', 1)",
        "SET binlog_row_image = MINIMAL",
        "UPDATE minimal_json SET j = JSON_SET(j, '$.b', 'y'), c = 2",
        "UPDATE minimal_json SET j = '[]', c = 3",
        "SET binlog_row_image = FULL");

    List<RowUpdate> updates = updates(file);

    Row after = updates.get(0).after();
    assertEquals(2, after.getInt("c"));
    assertTrue(after.isPresent("j"));
    DecodeException error = assertThrows(DecodeException.class, () -> after.get("j"));
    assertEquals(
        "values_db.minimal_json.j: the binlog has only the differences to a document that the"
            + " before image lacks; set binlog_row_image=FULL or binlog_row_value_options='' on"
            + " the source",
        error.getMessage());
    assertEquals("[]", updates.get(1).after().getString("j"));
  }
}
