package dev.towpath.internal.snapshot;

import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowImage;
import dev.towpath.event.Table;
import dev.towpath.internal.decode.rows.ImageWatch;
import dev.towpath.internal.decode.rows.RowKeys;
import dev.towpath.internal.decode.table.TableLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a table that the stream has changed since a window was opened. Used by the writing
 * thread.
 */
public final class ChangedKeys implements ImageWatch {
  /** What a key and its entry take beside the bytes of the key. */
  private static final int ENTRY_BYTES = 120;

  private final long maxBytes;
  private final Map<ByteBuffer, Optional<Row>> keys = new HashMap<>();
  private @Nullable List<String> keyNames;
  private @Nullable ByteBuffer before;
  private @Nullable ByteBuffer after;
  private @Nullable String flaw;
  private boolean isPartial;
  private long bytes;

  /** Creates an empty log that holds at most so many bytes. */
  public ChangedKeys(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void images(TableLayout layout, RowImage first, RowImage second) {
    Table table = layout.table();
    List<String> names =
        table.primaryKey().stream().map(column -> table.column(column).name()).toList();
    if (keyNames == null) {
      keyNames = names;
    }
    int[] columns = table.primaryKey().stream().mapToInt(Integer::intValue).toArray();
    int count = table.columns().size();
    boolean isWhole = RowKeys.isWhole(first, count) && RowKeys.isWhole(second, count);
    before = RowKeys.of(first, columns);
    after = RowKeys.of(second, columns);
    if (!isWhole) {
      isPartial = true;
    } else if (before == null || after == null || columns.length == 0 || !names.equals(keyNames)) {
      flaw = "its rows in the binlog have another key than the table";
    }
  }

  /** Notes the change whose images were seen last; a hidden one with the row it leaves behind. */
  public void outcome(RowChange change, boolean isDelivered) {
    boolean isShown = isDelivered || change instanceof RowDelete;
    note(before, Optional.empty());
    note(after, isShown ? Optional.empty() : Optional.of(change.row()));
  }

  private void note(@Nullable ByteBuffer key, Optional<Row> hidden) {
    if (key != null && keys.put(key, hidden) == null) {
      bytes += key.capacity() + ENTRY_BYTES;
    }
    if (bytes > maxBytes) {
      flaw = "more of its rows were changed meanwhile than can be remembered";
      keys.clear();
    }
  }

  /** Returns whether some images lacked columns. */
  public boolean isPartial() {
    return isPartial;
  }

  /** Returns why the log must not be used with a chunk; null if it may. */
  public @Nullable String flaw(Chunk chunk) {
    boolean isOther = keyNames != null && !keyNames.equals(chunk.keyNames());
    return isOther ? "its key was altered" : flaw;
  }

  /**
   * Returns the row to hand out for one that was read: itself if the stream has not changed it, the
   * row that a hidden change left behind, or null if the stream has handed out a change of it.
   */
  public @Nullable Row current(Chunk.ReadRow read) {
    Optional<Row> change = keys.get(read.key());
    return change == null ? read.row() : change.orElse(null);
  }
}
