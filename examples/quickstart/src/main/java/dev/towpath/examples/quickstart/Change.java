package dev.towpath.examples.quickstart;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change of one row, as written or as received. Immutable.
 *
 * @param id the identity of the change
 * @param row the row after the change, of a delete the row before it; the columns' text by name
 */
record Change(Id id, Map<String, @Nullable String> row) {

  /** The kinds of changes, named as in canal's messages. */
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
   * The identity of a change. The shop raises a row's version with every insert and update, even if
   * a key is reused; a delete has the last version.
   *
   * @param key the row
   * @param kind the kind of change
   * @param version the row's column {@code version}
   */
  record Id(Key key, Kind kind, long version) {
    /** Returns a number that grows with each change of a row. */
    long rank() {
      return 2 * version + (kind == Kind.DELETE ? 1 : 0);
    }

    @Override
    public String toString() {
      return "%s %s version %d".formatted(key, kind, version);
    }
  }
}
