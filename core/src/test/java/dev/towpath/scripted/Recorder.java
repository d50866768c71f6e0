package dev.towpath.scripted;

import dev.towpath.embedded.EmbeddedMySql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/** A recorder of a MySQL 8.0, which runs only for the recording. */
final class Recorder {
  private Recorder() {}

  /** Records the binlog that {@code work} leaves. */
  static Recording record(Path directory, Consumer<EmbeddedMySql> work) throws IOException {
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().dataDirectory(directory).start()) {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL", "FLUSH BINARY LOGS");
      String first = Objects.requireNonNull(mysql.query("SHOW MASTER STATUS").get(0).get(0));
      work.accept(mysql);
      return Recording.of(mysql, directory, first);
    }
  }

  /**
   * Runs a little of everything in which a stream can be cut: transactions over several tables,
   * statements of several events, updates and deletes, DDL, a table without transactions, an XA
   * transaction, and files that end.
   */
  static void everyday(EmbeddedMySql mysql) {
    mysql.execute(
        "CREATE DATABASE shop",
        "USE shop",
        "CREATE TABLE orders (id INT PRIMARY KEY, name VARCHAR(40), price DECIMAL(10,2))",
        "CREATE TABLE items (id INT PRIMARY KEY AUTO_INCREMENT, order_id INT, note TEXT)",
        "INSERT INTO orders VALUES (1, 'one', 1.5), (2, 'two', NULL), (3, 'three', 3)",
        "BEGIN",
        "INSERT INTO orders VALUES (4, 'four', 4)",
        "INSERT INTO items (order_id, note) VALUES (4, 'a'), (4, 'b')",
        "UPDATE orders SET price = price + 1 WHERE id < 4",
        "DELETE FROM items WHERE note = 'a'",
        "COMMIT",
        "FLUSH BINARY LOGS",
        "ALTER TABLE orders ADD COLUMN state ENUM('new', 'sent') DEFAULT 'new'",
        "UPDATE orders o JOIN items l ON l.order_id = o.id SET o.state = 'sent', l.note = 'x'",
        "CREATE TABLE loose (id INT) ENGINE = MyISAM",
        "INSERT INTO loose VALUES (1)",
        "BEGIN",
        "INSERT INTO items (order_id, note) VALUES (1, REPEAT('p', 5000)), (1, REPEAT('q', 5000))",
        "INSERT INTO orders (id, name) VALUES (5, 'five')",
        "COMMIT",
        "FLUSH BINARY LOGS",
        "DELETE FROM orders WHERE id < 3",
        "TRUNCATE TABLE items",
        "INSERT INTO orders (id, name) VALUES (6, 'six')");
    mysql.execute(
        "USE shop",
        "XA START 'kept'",
        "INSERT INTO orders (id, name) VALUES (7, 'seven'), (8, 'eight')",
        "XA END 'kept'",
        "XA PREPARE 'kept'");
    mysql.execute("INSERT INTO shop.orders (id, name) VALUES (9, 'nine')", "XA COMMIT 'kept'");
    mysql.execute("INSERT INTO shop.orders (id, name) VALUES (10, 'ten')");
  }
}
