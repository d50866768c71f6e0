package dev.towpath.scripted;

import dev.towpath.failure.CdcException;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.change.TableLayouts;
import dev.towpath.internal.decode.SchemaMismatchException;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A resolver of the names and types behind a table map: from the map itself with {@code
 * binlog_row_metadata=FULL}, otherwise from {@code information_schema}, checked against the map.
 * Used by one thread.
 */
final class SchemaResolver implements TableLayouts, AutoCloseable {
  private final MySqlSource source;
  private @Nullable MySqlSession session;

  /**
   * Creates a resolver that connects to {@code source} when a table map does not describe itself.
   */
  SchemaResolver(MySqlSource source) {
    this.source = source;
  }

  @Override
  public TableLayout layout(TableMap map, BinlogEvent event) {
    if (map.isSelfDescribing()) {
      return TableLayout.ofMetadata(map);
    }
    try {
      return fromServer(map);
    } catch (SchemaMismatchException e) {
      throw new CdcException(
          "the binlog was written with another definition of %s.%s than the server has now (%s); set"
                  .formatted(map.database(), map.name(), e.getMessage())
              + " binlog_row_metadata=FULL on the server, so that the binlog carries the names",
          e);
    }
  }

  private TableLayout fromServer(TableMap map) {
    boolean reused = session != null;
    try {
      return query(map);
    } catch (IOException e) {
      close();
      if (!reused) {
        throw failed(map, e);
      }
    }
    try {
      // The connection may have been idle for so long that the server closed it.
      return query(map);
    } catch (IOException e) {
      close();
      throw failed(map, e);
    }
  }

  private static CdcException failed(TableMap map, IOException e) {
    return new CdcException(
        "cannot read the definition of %s.%s: %s"
            .formatted(map.database(), map.name(), e.getMessage()),
        e);
  }

  private TableLayout query(TableMap map) throws IOException {
    if (session == null) {
      session = MySqlSession.open(source);
    }
    String where =
        " WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
            .formatted(literal(map.database()), literal(map.name()));
    TextResult columns =
        session.query(
            "SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE, EXTRA"
                + " FROM information_schema.COLUMNS"
                + where
                + " ORDER BY ORDINAL_POSITION");
    TextResult key =
        session.query(
            "SELECT COLUMN_NAME FROM information_schema.STATISTICS"
                + where
                + " AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX");
    if (columns.size() == 0) {
      throw new CdcException(
          "%s.%s is in the binlog but not in information_schema: it was dropped since, or %s may not"
                  .formatted(map.database(), map.name(), source.user())
              + " SELECT from it; set binlog_row_metadata=FULL, or grant SELECT");
    }
    return layout(map, columns, key);
  }

  private static TableLayout layout(TableMap map, TextResult columns, TextResult key) {
    List<ColumnDefinition> definitions = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = text(columns.get(i, 0));
      names.add(name);
      definitions.add(
          new ColumnDefinition(
              name,
              text(columns.get(i, 1)),
              columns.get(i, 2),
              "YES".equals(columns.get(i, 3)),
              !text(columns.get(i, 4)).toUpperCase(Locale.ROOT).contains("INVISIBLE")));
    }
    List<Integer> primaryKey = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      primaryKey.add(names.indexOf(text(key.get(i, 0))));
    }
    return TableLayout.ofDefinition(map, definitions, primaryKey);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** Returns a hexadecimal literal, which no name can end. */
  private static String literal(String name) {
    return "_utf8mb4 x'" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)) + "'";
  }

  @Override
  public void close() {
    MySqlSession open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Closing a socket releases it even if it reports an error.
      }
    }
  }
}
