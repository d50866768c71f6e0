package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.EventBytes;
import java.util.List;

/** A factory of complete table map columns, and of their values. */
public final class Columns {
  private Columns() {}

  public static MappedColumn of(int type, int size) {
    return column(type, size, false, "binary", List.of());
  }

  public static MappedColumn unsigned(int type, int size) {
    return column(type, size, true, "binary", List.of());
  }

  public static MappedColumn text(int type, int size, String charset) {
    return column(type, size, false, charset, List.of());
  }

  public static MappedColumn labelled(int type, int size, String... labels) {
    return column(type, size, false, "utf8mb4", List.of(labels));
  }

  private static MappedColumn column(
      int type, int size, boolean unsigned, String charset, List<String> labels) {
    return new MappedColumn(type, size, true, unsigned, charset, "c", labels, -1, -1, true);
  }

  /** Returns the value of the bytes, which another byte follows. */
  public static Object value(MappedColumn column, String hex) {
    byte[] bytes = new EventBytes().bytes(0xee).hex(hex).bytes(0xee).toArray();
    return DataType.decoder(column, "shop.orders.c", BinlogDialect.UNKNOWN).value(bytes, 1);
  }

  public static long longValue(MappedColumn column, String hex) {
    return DataType.decoder(column, "shop.orders.c", BinlogDialect.UNKNOWN)
        .longValue(EventBytes.ofHex(hex), 0);
  }
}
