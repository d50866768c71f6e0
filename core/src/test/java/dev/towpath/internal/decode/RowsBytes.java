package dev.towpath.internal.decode;

import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMapBytes;
import java.util.ArrayList;
import java.util.List;

/** The post-header and body of a rows event under construction. */
public final class RowsBytes {
  public static final int WRITE_V1 = 23;
  public static final int WRITE = 30;
  public static final int UPDATE = 31;
  public static final int DELETE = 32;
  static final int PARTIAL_UPDATE = 39;
  public static final Origin ORIGIN = Origin.builder().at("bin.000001", 4).build();

  private final int type;
  private final EventBytes bytes = new EventBytes().little(TableMapBytes.TABLE_ID, 6).little(1, 2);

  private RowsBytes(int type) {
    this.type = type;
  }

  /**
   * Creates an event without rows.
   *
   * @param included bits of the columns in each kind of image
   */
  public static RowsBytes of(int type, int columns, int... included) {
    RowsBytes rows = new RowsBytes(type);
    if (type >= WRITE) {
      rows.bytes.little(2, 2);
    }
    rows.bytes.packed(columns);
    for (int bits : included) {
      rows.bytes.little(bits, (columns + 7) / 8);
    }
    return rows;
  }

  /** Adds bytes in hexadecimal: the NULL bits of an image and its values. */
  public RowsBytes image(String hex) {
    bytes.hex(hex);
    return this;
  }

  public byte[] toArray() {
    return bytes.toArray();
  }

  public List<RowChange> decode(TableLayout layout) {
    return decode(type, toArray(), layout);
  }

  public static List<RowChange> decode(int type, byte[] event, TableLayout layout) {
    List<RowChange> changes = new ArrayList<>();
    RowsEvent.decode(type, event, 0, event.length, layout, ORIGIN, changes::add);
    return changes;
  }
}
