package dev.sluice.examples.quickstart;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row, as the writer made it or as a consumer received it. Immutable.
 *
 * @param id which change of which row
 * @param row the row afterwards, of a delete the row before; the columns' text by name
 */
record Change(Id id, Map<String, @Nullable String> row) {

  /** What happened to the row; the names are those in canal's messages. */
  enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * A row of a table of a database server.
   *
   * @param source the server
   * @param table the table's name
   * @param primaryKey the texts of the primary key's columns, joined by a slash
   */
  record Key(String source, String table, String primaryKey) {
    @Override
    public String toString() {
      return "%s shop.%s %s".formatted(source, table, primaryKey);
    }
  }

  /**
   * What tells a change from all others: the shop raises a row's version with every insert and
   * update, also when a key is used again, and a delete shows the last one.
   *
   * @param key the row
   * @param kind what happened
   * @param version the row's column {@code version}
   */
  record Id(Key key, Kind kind, long version) {
    /** A number that grows from each change of a row to the next. */
    long rank() {
      return 2 * version + (kind == Kind.DELETE ? 1 : 0);
    }

    @Override
    public String toString() {
      return "%s %s version %d".formatted(key, kind, version);
    }
  }
}
