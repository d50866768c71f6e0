package dev.towpath.fuzz;

import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.fuzzing.Require;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.SchemaMismatchException;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;

/**
 * A target that reads the type of a rows event, a table map after its length, and the body of the
 * event.
 */
public final class RowsTarget {
  private static final Origin ORIGIN = Origin.builder().at("bin.000001", 4).build();

  private RowsTarget() {}

  /** Reads every value of every row. */
  public static void fuzzerTestOneInput(byte[] data) {
    var input = new Input(data);
    int type = input.u8();
    byte[] map = input.part();
    byte[] rows = input.rest();
    try {
      TableMap table = TableMap.parse(map, 0, map.length);
      if (table.isSelfDescribing()) {
        TableLayout layout = TableLayout.ofMetadata(table);
        RowsEvent.decode(type, rows, 0, rows.length, layout, ORIGIN, RowsTarget::touch);
      }
    } catch (DecodeException | SchemaMismatchException e) {
      // Refused.
    }
  }

  /** Reads every value of a change. */
  static void touch(RowChange change) {
    touch(change.row());
    if (change instanceof RowUpdate update) {
      touch(update.before());
    }
  }

  private static void touch(Row row) {
    for (int i = 0; i < row.table().columns().size(); i++) {
      if (row.isPresent(i)) {
        boolean isNull = row.get(i) == null;
        boolean hasText = row.getString(i) != null;
        Require.that(isNull != hasText, "column %d is NULL: %s", i, isNull);
      }
    }
  }
}
