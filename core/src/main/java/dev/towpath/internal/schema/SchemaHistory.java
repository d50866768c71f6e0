package dev.towpath.internal.schema;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.schema.SchemaStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The entries of a pipeline, in memory and in the store, in the order of their positions. Used by
 * one thread.
 */
final class SchemaHistory {
  private static final int ENTRIES_BEFORE_COMPACTION = 64;

  private final SchemaStore store;
  private final Lease lease;
  private List<HistoryEntry> entries = new ArrayList<>();
  private int compacted;

  private SchemaHistory(SchemaStore store, Lease lease) {
    this.store = store;
    this.lease = lease;
  }

  /**
   * The history that is stored, or an empty one for a new stream.
   *
   * @param fresh whether there is no position to go on from
   */
  static SchemaHistory load(SchemaStore store, Lease lease, boolean fresh)
      throws IOException, InterruptedException {
    var history = new SchemaHistory(store, lease);
    List<byte[]> stored = store.load(lease);
    if (fresh && !stored.isEmpty()) {
      store.replace(List.of(), lease);
    } else {
      for (byte[] entry : stored) {
        history.entries.add(HistoryCodec.decode(entry));
      }
    }
    history.compacted = history.entries.size();
    return history;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * Makes {@code catalog} what it was at a position, from which the stream goes on. Entries after
   * it are dropped: the stream will lead to them again.
   *
   * @return false when it cannot be told which entries are before the position; then all are
   *     dropped
   */
  boolean restore(BinlogPosition position, SchemaCatalog catalog)
      throws IOException, InterruptedException {
    catalog.clear();
    List<HistoryEntry> before = new ArrayList<>();
    boolean comparable = true;
    for (HistoryEntry entry : entries) {
      OptionalInt order = entry.position().compare(position);
      comparable &= order.isPresent();
      if (order.isPresent() && order.getAsInt() <= 0) {
        before.add(entry);
      }
    }
    if (!comparable) {
      before.clear();
    }
    if (before.size() < entries.size()) {
      replace(before);
    }
    before.forEach(catalog::apply);
    return comparable;
  }

  void append(HistoryEntry entry) throws IOException, InterruptedException {
    store.append(HistoryCodec.encode(entry), lease);
    entries.add(entry);
  }

  void clear() throws IOException, InterruptedException {
    if (!entries.isEmpty()) {
      replace(new ArrayList<>());
    }
  }

  /** Merges the entries up to a position that will never be gone back behind, once it pays. */
  void compact(BinlogPosition position) throws IOException, InterruptedException {
    if (entries.size() < 2 * compacted + ENTRIES_BEFORE_COMPACTION) {
      return;
    }
    Map<TableName, TableState> tables = new LinkedHashMap<>();
    Map<String, DatabaseCharset> databases = new LinkedHashMap<>();
    List<HistoryEntry> after = new ArrayList<>();
    BinlogPosition last = null;
    String covered = null;
    for (HistoryEntry entry : entries) {
      OptionalInt order = entry.position().compare(position);
      if (after.isEmpty() && order.isPresent() && order.getAsInt() <= 0) {
        tables.putAll(entry.tables());
        databases.putAll(entry.databases());
        covered = entry.covered() == null ? covered : entry.covered();
        last = entry.position();
      } else {
        after.add(entry);
      }
    }
    if (last != null) {
      tables.values().removeIf(TableState.Absent.class::isInstance);
      databases.values().removeIf(database -> database.charset() == null);
      after.add(0, new HistoryEntry(last, tables, databases, covered));
    }
    compacted = after.size();
    if (after.size() < entries.size()) {
      replace(after);
    }
  }

  private void replace(List<HistoryEntry> replacement) throws IOException, InterruptedException {
    store.replace(replacement.stream().map(HistoryCodec::encode).toList(), lease);
    entries = replacement;
  }
}
