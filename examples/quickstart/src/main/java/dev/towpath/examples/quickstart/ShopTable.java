package dev.towpath.examples.quickstart;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of the shop. */
enum ShopTable {
  CUSTOMERS(
      """
      id INT PRIMARY KEY,
      name VARCHAR(40) NOT NULL,
      city VARCHAR(40) NOT NULL,
      points INT NOT NULL,
      version INT NOT NULL""",
      "id"),
  PRODUCTS(
      """
      id INT PRIMARY KEY,
      name VARCHAR(40) NOT NULL,
      price DECIMAL(10,2) NOT NULL,
      stock INT NOT NULL,
      version INT NOT NULL""",
      "id"),
  ORDERS(
      """
      id BIGINT PRIMARY KEY,
      customer_id INT NOT NULL,
      status VARCHAR(10) NOT NULL,
      ordered_at DATETIME(3) NOT NULL,
      version INT NOT NULL""",
      "id"),
  ORDER_ITEMS(
      """
      order_id BIGINT,
      line INT,
      product_id INT NOT NULL,
      quantity INT NOT NULL,
      version INT NOT NULL,
      PRIMARY KEY (order_id, line)""",
      "order_id/line");

  /** The statement that the writer executes in mid-stream, at any time. */
  static final String ADD_COLUMN = "ALTER TABLE shop.orders ADD COLUMN coupon VARCHAR(20)";

  private final String definition;
  private final String key;

  /**
   * Creates a table.
   *
   * @param definition its columns and constraints
   * @param key the primary key's columns, joined by slashes
   */
  ShopTable(String definition, String key) {
    this.definition = definition;
    this.key = key;
  }

  /** Returns the table's name in the database {@code shop}. */
  String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the statement that creates the table. */
  String createStatement() {
    return "CREATE TABLE shop.%s (%s)".formatted(tableName(), definition);
  }

  /** Returns the texts of the primary key of {@code row}, joined by a slash. */
  String primaryKey(Map<String, @Nullable String> row) {
    return keyColumns().map(row::get).collect(Collectors.joining("/"));
  }

  /** Returns a condition that only {@code row} meets. */
  String condition(Map<String, @Nullable String> row) {
    return keyColumns()
        .map(column -> column + " = " + row.get(column))
        .collect(Collectors.joining(" AND "));
  }

  private Stream<String> keyColumns() {
    return Stream.of(key.split("/", -1));
  }
}
