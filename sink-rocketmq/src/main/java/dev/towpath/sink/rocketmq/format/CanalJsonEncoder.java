package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.StatementEvent;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of canal's {@code FlatMessage} as JSON: fields in alphabetical order, nulls written.
 * Thread-safe.
 */
final class CanalJsonEncoder implements MessageEncoder {
  /** The maximum number of cached table versions; beyond it the cache is cleared. */
  private static final int MAX_TABLES = 10_000;

  private final Set<CanalOption> options;
  private final IdentityHashMap<Table, CanalTable> tables = new IdentityHashMap<>();

  /** An idle writer. There are as many writers as threads that encode at the same time. */
  private final AtomicReference<@Nullable CanalJsonWriter> spare = new AtomicReference<>();

  /** Creates an encoder with the given options. */
  CanalJsonEncoder(Set<CanalOption> options) {
    this.options = Set.copyOf(options);
  }

  @Override
  public byte[] rows(RowsMessage message) {
    CanalJsonWriter writer = writer(message.stamp());
    byte[] body = writer.rows(message, tableOf(message.table()));
    keep(writer);
    return body;
  }

  @Override
  public byte[] statement(StatementEvent change, MessageStamp stamp) {
    CanalJsonWriter writer = writer(stamp);
    byte[] body = writer.statement(change, stamp);
    keep(writer);
    return body;
  }

  private CanalJsonWriter writer(MessageStamp stamp) {
    CanalJsonWriter writer = spare.getAndSet(null);
    return writer != null && writer.timeZone().equals(stamp.timeZone())
        ? writer
        : new CanalJsonWriter(stamp.timeZone(), options);
  }

  private void keep(CanalJsonWriter writer) {
    if (writer.isSmall()) {
      spare.set(writer);
    }
  }

  /**
   * Returns the encoded parts of a table. All rows of a table version share one instance, so the
   * cache compares by identity.
   */
  private CanalTable tableOf(Table table) {
    synchronized (tables) {
      CanalTable known = tables.get(table);
      if (known == null) {
        if (tables.size() >= MAX_TABLES) {
          tables.clear();
        }
        known = new CanalTable(table, options);
        tables.put(table, known);
      }
      return known;
    }
  }
}
