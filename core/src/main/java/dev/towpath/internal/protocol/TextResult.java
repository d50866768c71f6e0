package dev.towpath.internal.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows a text query returned, small enough to be held in memory. Immutable. */
public final class TextResult {
  private static final int LOCAL_INFILE = 0xFB;

  /** Far more than the longest set of GTIDs or list of files. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int ROW_BYTES = 32;
  private static final int VALUE_BYTES = 48;

  private final Map<String, Integer> names;
  private final List<@Nullable String[]> rows;

  private TextResult(Map<String, Integer> names, List<@Nullable String[]> rows) {
    this.names = names;
    this.rows = rows;
  }

  /** The number of rows. */
  public int size() {
    return rows.size();
  }

  /** Whether the result has a column of this name. */
  public boolean has(String column) {
    return names.containsKey(column.toLowerCase(Locale.ROOT));
  }

  /** The value in a row by the name of its column; null for NULL. */
  public @Nullable String get(int row, String column) {
    Integer index = names.get(column.toLowerCase(Locale.ROOT));
    if (index == null) {
      throw new IllegalArgumentException("no column " + column + " in " + names.keySet());
    }
    return rows.get(row)[index];
  }

  /** The value in a row by the index of its column; null for NULL. */
  public @Nullable String get(int row, int column) {
    return rows.get(row)[column];
  }

  /** Reads the answer to a query: an OK packet, an ERR packet, or columns and rows. */
  static TextResult read(PacketReader packets) throws IOException {
    byte[] first = packets.next(MAX_BYTES);
    if (first.length > 0 && first[0] == (byte) 0xFF) {
      throw ServerError.parse(first);
    }
    int columns = columns(first);
    if (columns == 0) {
      return new TextResult(Map.of(), List.of());
    }
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < columns; i++) {
      names.put(columnName(packets.next(MAX_BYTES)).toLowerCase(Locale.ROOT), i);
    }
    packets.next(MAX_BYTES); // EOF between columns and rows
    List<@Nullable String[]> rows = new ArrayList<>();
    int left = MAX_BYTES;
    for (byte[] row = packets.next(left); !isEnd(row); row = packets.next(left)) {
      rows.add(values(row, columns));
      // A row of nothing takes memory, too.
      left -= row.length + ROW_BYTES + columns * VALUE_BYTES;
    }
    return new TextResult(names, rows);
  }

  private static int columns(byte[] first) throws IOException {
    int columns = first.length == 0 ? 0 : first[0] & 0xFF;
    if (columns == LOCAL_INFILE) {
      throw SourceException.permanent(
          "the server answers a query with a request for a local file; nothing was read or sent:"
              + " do not trust this server");
    }
    if (columns > LOCAL_INFILE) {
      throw new IOException("a query result claims to have more than 250 columns");
    }
    return columns;
  }

  private static boolean isEnd(byte[] packet) throws ServerError {
    if (packet.length > 0 && packet[0] == (byte) 0xFF) {
      throw ServerError.parse(packet);
    }
    return packet.length > 0 && packet.length < 9 && packet[0] == (byte) 0xFE;
  }

  /** Column definitions start with catalog, schema, table, original table and name. */
  private static String columnName(byte[] packet) throws IOException {
    var fields = new Cursor(packet);
    for (int i = 0; i < 4; i++) {
      fields.text();
    }
    String name = fields.text();
    return name == null ? "" : name;
  }

  private static @Nullable String[] values(byte[] packet, int columns) throws IOException {
    var fields = new Cursor(packet);
    @Nullable String[] values = new String[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = fields.text();
    }
    return values;
  }

  @Override
  public String toString() {
    return names.keySet() + " " + rows.stream().map(Arrays::toString).toList();
  }

  /** A cursor over length-encoded strings. */
  private static final class Cursor {
    private final byte[] packet;
    private int position;

    Cursor(byte[] packet) {
      this.packet = packet;
    }

    @Nullable String text() throws IOException {
      int first = integer(1);
      if (first == 0xFB) {
        return null;
      }
      int length =
          switch (first) {
            case 0xFC -> integer(2);
            case 0xFD -> integer(3);
            case 0xFE, 0xFF -> throw new IOException("query result value of 16 MiB or more");
            default -> first;
          };
      if (length > packet.length - position) {
        throw new IOException("query result value runs past its packet");
      }
      var text = new String(packet, position, length, StandardCharsets.UTF_8);
      position += length;
      return text;
    }

    private int integer(int bytes) throws IOException {
      if (bytes > packet.length - position) {
        throw new IOException("query result runs past its packet");
      }
      int value = 0;
      for (int i = 0; i < bytes; i++) {
        value |= (packet[position++] & 0xFF) << 8 * i;
      }
      return value;
    }
  }
}
