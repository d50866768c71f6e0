package dev.towpath.internal.decode;

import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.table.TableMapHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A reader of all row changes in a binlog file. */
final class BinlogFile {
  private static final int MAGIC = 4;
  private static final int HEADER = 19;
  private static final int CHECKSUM = 4;
  private static final int FORMAT_DESCRIPTION = 15;
  private static final int TABLE_MAP = 19;

  private final byte[] bytes;
  private final Function<TableMap, TableLayout> layouts;
  private final Map<Long, TableLayout> tables = new HashMap<>();
  private final List<RowChange> changes = new ArrayList<>();
  private BinlogDialect dialect = BinlogDialect.UNKNOWN;

  private BinlogFile(byte[] bytes, Function<TableMap, TableLayout> layouts) {
    this.bytes = bytes;
    this.layouts = layouts;
  }

  /**
   * Returns the changes of the tables of one database.
   *
   * @param layouts creates the layout of each table map
   */
  static List<RowChange> changes(
      Path path, String database, Function<TableMap, TableLayout> layouts) throws IOException {
    BinlogFile file = new BinlogFile(Files.readAllBytes(path), layouts);
    for (int at = MAGIC; at < file.bytes.length; ) {
      int size = Bytes.i32(file.bytes, at + 9);
      file.readEvent(file.bytes[at + 4], at + HEADER, at + size - CHECKSUM, database);
      at += size;
    }
    return file.changes;
  }

  /** Returns the number of events of a type. */
  static int count(Path path, int type) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int count = 0;
    for (int at = MAGIC; at < bytes.length; at += Bytes.i32(bytes, at + 9)) {
      count += bytes[at + 4] == type ? 1 : 0;
    }
    return count;
  }

  private void readEvent(int type, int from, int to, String database) {
    if (type == FORMAT_DESCRIPTION) {
      String version = new String(bytes, from + 2, 50, StandardCharsets.US_ASCII);
      dialect = BinlogDialect.of(version.substring(0, version.indexOf('\0')));
    } else if (type == TABLE_MAP) {
      if (TableMapHeader.parse(bytes, from, to).database().equals(database)) {
        TableMap map = TableMap.parse(bytes, from, to, dialect);
        tables.put(map.tableId(), layouts.apply(map));
      }
    } else if ((type >= 23 && type <= 25) || (type >= 30 && type <= 32) || type == 39) {
      TableLayout layout = tables.get(RowsEvent.tableId(bytes, from, to));
      if (layout != null) {
        Origin origin = Origin.builder().at("file", from - HEADER).build();
        RowsEvent.decode(type, bytes, from, to, layout, origin, changes::add);
      }
    }
  }
}
