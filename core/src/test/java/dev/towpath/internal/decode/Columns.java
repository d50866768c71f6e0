package dev.towpath.internal.decode;

import java.util.List;

/** A factory of complete table map columns, and of their values. */
final class Columns {
  private Columns() {}

  static MappedColumn of(int type, int size) {
    return column(type, size, false, "binary", List.of());
  }

  static MappedColumn unsigned(int type, int size) {
    return column(type, size, true, "binary", List.of());
  }

  static MappedColumn text(int type, int size, String charset) {
    return column(type, size, false, charset, List.of());
  }

  static MappedColumn labelled(int type, int size, String... labels) {
    return column(type, size, false, "utf8mb4", List.of(labels));
  }

  private static MappedColumn column(
      int type, int size, boolean unsigned, String charset, List<String> labels) {
    return new MappedColumn(type, size, true, unsigned, charset, "c", labels, -1, -1, true);
  }

  /** Returns the value of the bytes, which another byte follows. */
  static Object value(MappedColumn column, String hex) {
    byte[] bytes = new EventBytes().bytes(0xee).hex(hex).bytes(0xee).toArray();
    return DataType.decoder(column, "shop.orders.c", BinlogDialect.UNKNOWN).value(bytes, 1);
  }

  static long longValue(MappedColumn column, String hex) {
    return DataType.decoder(column, "shop.orders.c", BinlogDialect.UNKNOWN)
        .longValue(EventBytes.ofHex(hex), 0);
  }
}
