package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.schema.InMemorySchemaStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of keys on MariaDB. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class KeysMariaDbIT extends KeysContract {
  /** MariaDB keeps hashes of the keys that say so or are too long, and sorts them last. */
  private static final List<String> HASHED =
      List.of(
          "(a INT NOT NULL, b INT NOT NULL, UNIQUE (a) USING HASH, UNIQUE (b))",
          "(a INT NOT NULL, b VARCHAR(99) NOT NULL, UNIQUE USING HASH (a), UNIQUE (b))",
          "(a TEXT NOT NULL, b VARCHAR(700) NOT NULL, UNIQUE (a(900)), UNIQUE (b))",
          "(a VARCHAR(999) NOT NULL, b INT NOT NULL, UNIQUE (a), UNIQUE (b))",
          "(a VARCHAR(999) NOT NULL, b INT NOT NULL, UNIQUE (a))",
          "(a INT NOT NULL, b INT NOT NULL, UNIQUE (a) USING BTREE, UNIQUE (b))",
          "(a INT NOT NULL, b INT NOT NULL, UNIQUE (a) USING HASH, UNIQUE (b)) ENGINE=InnoDB",
          "(a INT NOT NULL, b INT NOT NULL, UNIQUE (a) USING HASH, UNIQUE (b)) ENGINE=MyISAM",
          "(a INT NOT NULL, b INT NOT NULL, UNIQUE (a) USING HASH, UNIQUE (b)) ENGINE=MEMORY");

  @Test
  void keysThatAreKeptAsHashesIdentifyNoRows() throws Exception {
    metadata("MINIMAL");
    var schemas = new InMemorySchemaStore();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < HASHED.size(); i++) {
      sql("CREATE TABLE before" + i + " " + HASHED.get(i) + " CHARSET utf8mb4");
    }
    startAndConnect(pipeline().schemaStore(schemas));
    for (int i = 0; i < HASHED.size(); i++) {
      sql("CREATE TABLE later" + i + " " + HASHED.get(i) + " CHARSET utf8mb4");
      for (String table : List.of("before" + i, "later" + i)) {
        sql("INSERT INTO " + table + " VALUES (1, 1)");
        expected.add(table + " " + keyOnServer(table));
      }
    }

    assertEquals(
        expected,
        awaitRows(expected.size()).stream()
            .map(row -> row.table().name() + " " + key(row))
            .toList());
  }
}
