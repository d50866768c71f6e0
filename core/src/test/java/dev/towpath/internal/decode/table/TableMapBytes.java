package dev.towpath.internal.decode.table;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.EventBytes;
import java.util.ArrayList;
import java.util.List;

/** The post-header and body of a TABLE_MAP event of {@code shop.orders} under construction. */
public final class TableMapBytes {
  public static final long TABLE_ID = 0x0102_0304_0506L;

  private final EventBytes types = new EventBytes();
  private final EventBytes metadata = new EventBytes();
  private final EventBytes fields = new EventBytes();
  private final List<Boolean> nullable = new ArrayList<>();

  /** Adds a column that may be NULL. */
  public TableMapBytes column(int type, int... metadataBytes) {
    types.bytes(type);
    metadata.bytes(metadataBytes);
    nullable.add(true);
    return this;
  }

  /** Makes the last column one that may not be NULL. */
  public TableMapBytes notNull() {
    nullable.set(nullable.size() - 1, false);
    return this;
  }

  /** Adds a field of optional metadata. */
  public TableMapBytes field(int code, EventBytes value) {
    byte[] bytes = value.toArray();
    fields.bytes(code).packed(bytes.length).bytes(bytes);
    return this;
  }

  public TableMapBytes names(String... names) {
    EventBytes value = new EventBytes();
    for (String name : names) {
      value.text(name);
    }
    return field(4, value);
  }

  public TableMapBytes signedness(int... bits) {
    return field(1, new EventBytes().bytes(bits));
  }

  /** Adds one collation for each character column. */
  public TableMapBytes collations(int... collations) {
    EventBytes value = new EventBytes();
    for (int collation : collations) {
      value.packed(collation);
    }
    return field(3, value);
  }

  public byte[] toArray() {
    byte[] metadataBytes = metadata.toArray();
    byte[] nullBits = new byte[(nullable.size() + 7) / 8];
    for (int i = 0; i < nullable.size(); i++) {
      nullBits[i / 8] |= (byte) (nullable.get(i) ? 1 << i % 8 : 0);
    }
    return new EventBytes()
        .little(TABLE_ID, 6)
        .little(1, 2)
        .text("shop")
        .bytes(0)
        .text("orders")
        .bytes(0)
        .packed(nullable.size())
        .bytes(types.toArray())
        .packed(metadataBytes.length)
        .bytes(metadataBytes)
        .bytes(nullBits)
        .bytes(fields.toArray())
        .toArray();
  }

  TableMap parse() {
    return parse(BinlogDialect.UNKNOWN);
  }

  TableMap parse(BinlogDialect dialect) {
    byte[] bytes = toArray();
    return TableMap.parse(bytes, 0, bytes.length, dialect);
  }

  public TableLayout layout() {
    return TableLayout.ofMetadata(parse());
  }
}
