package dev.towpath.internal.engine;

import dev.towpath.event.PreparedTransaction;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.decode.table.TableMapHeader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of XA transactions that are not committed yet, kept in memory as far as the limit
 * allows; other events are read from the binlog again. Methods that drop events return the bytes
 * these held. Used by one thread.
 */
final class HeldTransactions {
  private final long limit;
  private final TableFilter tables;
  private final Map<String, Held> prepared = new LinkedHashMap<>();
  private @Nullable BinlogEvent format;
  private @Nullable Held open;
  private long bytes;

  /**
   * Creates an empty store.
   *
   * @param limit bytes of events to keep
   * @param tables the tables whose changes are wanted
   */
  HeldTransactions(long limit, TableFilter tables) {
    this.limit = limit;
    this.tables = tables;
  }

  /** A transaction, and its events while they are kept. */
  static final class Held {
    private final PreparedTransaction transaction;
    private final @Nullable BinlogEvent format;
    private @Nullable List<BinlogEvent> events = new ArrayList<>();
    private long bytes;
    private boolean isWanted;

    private Held(PreparedTransaction transaction, @Nullable BinlogEvent format) {
      this.transaction = transaction;
      this.format = format;
    }

    /** Returns the format of the file that holds the transaction. */
    @Nullable BinlogEvent format() {
      return format;
    }

    /**
     * Returns the events in the order of the binlog; none when none of them is about a captured
     * table.
     */
    List<BinlogEvent> events() {
      return events == null ? List.of() : events;
    }

    /** Returns the memory the events hold. */
    long bytes() {
      return bytes;
    }

    private long forget() {
      long freed = bytes;
      bytes = 0;
      events = null;
      return freed;
    }
  }

  /** Begins a file, whose format {@code event} describes. */
  void fileStarted(BinlogEvent event) {
    format = event.kept();
  }

  /** Returns whether the current events belong to an XA transaction that is not prepared yet. */
  boolean isOpen() {
    return open != null;
  }

  /** Opens {@code transaction}, whose changes follow. */
  void start(PreparedTransaction transaction) {
    open = new Held(transaction, format);
  }

  /** Keeps an event of the open transaction, if it can. */
  long hold(BinlogEvent event) {
    Held current = open();
    current.isWanted = current.isWanted || isWanted(event);
    List<BinlogEvent> events = current.events;
    if (events == null) {
      return event.size();
    }
    events.add(event.kept());
    current.bytes += event.size();
    bytes += event.size();
    long freed = evictOldest();
    if (bytes > limit) {
      freed += let(current);
    }
    return freed;
  }

  private long evictOldest() {
    long freed = 0;
    Iterator<Held> oldest = prepared.values().iterator();
    while (bytes > limit && oldest.hasNext()) {
      freed += let(oldest.next());
    }
    return freed;
  }

  private long let(Held held) {
    long freed = held.forget();
    bytes -= freed;
    return freed;
  }

  /**
   * Returns whether the event is to be kept. Rows are kept without a check: their table map was
   * checked.
   */
  private boolean isWanted(BinlogEvent event) {
    int type = event.type();
    if (type == EventType.TABLE_MAP) {
      TableMapHeader name = TableMapHeader.parse(event.bytes(), event.from(), event.to());
      return tables.includes(name.database(), name.name());
    }
    return EventType.isQuery(type) || type == EventType.TRANSACTION_PAYLOAD;
  }

  /** Marks the open transaction as prepared. */
  long prepared() {
    Held current = open();
    open = null;
    Held before = prepared.remove(current.transaction.xid());
    long freed = before == null ? 0 : let(before);
    prepared.put(current.transaction.xid(), current);
    return current.isWanted ? freed : freed + let(current);
  }

  private Held open() {
    Held current = open;
    if (current == null) {
      throw new IllegalStateException("no XA transaction is open");
    }
    return current;
  }

  /** Drops the open transaction, if there is one: it was rolled back, or will be sent again. */
  long abandon() {
    Held current = open;
    open = null;
    return current == null ? 0 : let(current);
  }

  /** Drops a transaction that was rolled back. */
  long forget(String xid) {
    Held held = prepared.remove(xid);
    return held == null ? 0 : let(held);
  }

  /**
   * Removes and returns a prepared transaction, with the memory it holds; null when its events are
   * not kept. Another transaction under the same identifier stays, for {@link #forget}.
   */
  @Nullable Held take(PreparedTransaction transaction) {
    Held held = prepared.get(transaction.xid());
    boolean complete = held != null && (held.events != null || !held.isWanted);
    if (held == null || !complete || !held.transaction.equals(transaction)) {
      return null;
    }
    prepared.remove(transaction.xid());
    bytes -= held.bytes;
    return held;
  }
}
