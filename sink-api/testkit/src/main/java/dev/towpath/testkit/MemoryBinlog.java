package dev.towpath.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A binlog of one file in memory, with GTIDs and checksums. Thread-safe. */
final class MemoryBinlog {
  static final String FILE = "memory-bin.000001";
  static final String VERSION = "8.0.33";
  static final long FIRST = 4;

  static final int QUERY = 2;
  static final int ROTATE = 4;
  static final int XID = 16;
  static final int TABLE_MAP = 19;
  static final int HEARTBEAT = 27;
  static final int WRITE_ROWS = 30;
  static final int UPDATE_ROWS = 31;
  static final int DELETE_ROWS = 32;

  private static final int FORMAT_DESCRIPTION = 15;
  private static final int GTID = 33;
  private static final int PREVIOUS_GTIDS = 35;
  private static final int HEADER = 19;
  private static final int CHECKSUM = 4;
  private static final int ARTIFICIAL = 0x20;
  private static final int SERVER_ID = 1;
  private static final int VERSION_BYTES = 50;
  private static final long MAX_OFFSET = 0xFFFFFFFFL;

  private final UUID uuid = UUID.randomUUID();
  private final Clock clock;
  private final Instant created;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@code lock}. */
  private final List<Group> groups = new ArrayList<>();

  /** Guarded by {@code lock}. */
  private long end = FIRST;

  /** Guarded by {@code lock}. */
  private boolean closed;

  private final byte[] description;
  private final byte[] previousGtids;

  /** An event that has no place yet. Its body must not be changed. */
  static final class Event {
    private final int type;
    private final byte[] body;

    Event(int type, byte[] body) {
      this.type = type;
      this.body = body;
    }

    int type() {
      return type;
    }
  }

  /** A transaction: its GTID's number, where it starts and ends, and its events. */
  record Group(long number, long start, long end, List<byte[]> events) {}

  MemoryBinlog(Clock clock) {
    this.clock = clock;
    this.created = clock.instant();
    byte[] version = Arrays.copyOf(VERSION.getBytes(StandardCharsets.US_ASCII), VERSION_BYTES);
    var body = new WireBytes().little(4, 2).put(version).little(0, 4).little(HEADER, 1);
    description = append(new Event(FORMAT_DESCRIPTION, body.little(1, 1).toBytes()), created);
    previousGtids = append(new Event(PREVIOUS_GTIDS, new byte[8]), created);
  }

  UUID uuid() {
    return uuid;
  }

  /** Returns the clock's time in whole seconds. */
  long seconds() {
    return clock.instant().getEpochSecond();
  }

  /** Adds a transaction and returns where it ends. */
  BinlogPosition append(List<Event> events) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this MemorySource is closed: nothing can be written");
      }
      Instant now = clock.instant();
      long start = end;
      long number = groups.size() + 1L;
      List<byte[]> written = new ArrayList<>();
      written.add(append(gtid(number, now), now));
      events.forEach(event -> written.add(append(event, now)));
      groups.add(new Group(number, start, end, List.copyOf(written)));
      changed.signalAll();
      return end();
    } finally {
      lock.unlock();
    }
  }

  private Event gtid(long number, Instant now) {
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    var body = new WireBytes().little(1, 1);
    body.big(uuid.getMostSignificantBits(), 8).big(uuid.getLeastSignificantBits(), 8);
    // Two logical times, which say what a replica may execute in parallel.
    body.little(number, 8).little(2, 1).little(number - 1, 8).little(number, 8);
    return new Event(GTID, body.little(micros, 7).toBytes());
  }

  private byte[] append(Event event, Instant now) {
    long next = end + HEADER + event.body.length + CHECKSUM;
    if (next > MAX_OFFSET) {
      throw new IllegalStateException("a MemorySource holds at most 4 GiB of changes");
    }
    end = next;
    return bytes(event, now.getEpochSecond(), next, 0);
  }

  private static byte[] bytes(Event event, long seconds, long next, int flags) {
    int size = HEADER + event.body.length + CHECKSUM;
    var bytes = new WireBytes().little(seconds, 4).little(event.type, 1).little(SERVER_ID, 4);
    bytes.little(size, 4).little(next, 4).little(flags, 2).put(event.body);
    return bytes.sealed().toBytes();
  }

  /** Returns the events that begin a dump from an offset. */
  List<byte[]> beginning(long from) {
    List<byte[]> events = new ArrayList<>();
    byte[] place = new WireBytes().little(from, 8).text(FILE).toBytes();
    events.add(bytes(new Event(ROTATE, place), 0, 0, ARTIFICIAL));
    if (from <= FIRST) {
      events.add(description);
      events.add(previousGtids);
    } else {
      byte[] body = Arrays.copyOfRange(description, HEADER, description.length - CHECKSUM);
      events.add(
          bytes(new Event(FORMAT_DESCRIPTION, body), created.getEpochSecond(), 0, ARTIFICIAL));
    }
    return events;
  }

  /** Returns a heartbeat of an idle server, which has sent everything up to an offset. */
  byte[] heartbeat(long offset) {
    return bytes(new Event(HEARTBEAT, new WireBytes().text(FILE).toBytes()), 0, offset, 0);
  }

  /** Returns how many transactions there are. */
  int size() {
    lock.lock();
    try {
      return groups.size();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the transactions from an index on, at the moment. */
  List<Group> from(int index) {
    lock.lock();
    try {
      return List.copyOf(groups.subList(index, groups.size()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits, at most for a time, until there are more transactions.
   *
   * @param known how many there were
   * @return false when the binlog was closed
   */
  boolean await(int known, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!closed && groups.size() <= known && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns its end, after the last transaction. */
  BinlogPosition end() {
    lock.lock();
    try {
      return BinlogPosition.builder(FILE, end)
          .gtidSet(GtidSet.parse(executed()))
          .serverUuid(uuid.toString())
          .build();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the offset at which the first {@code count} transactions end. */
  long end(int count) {
    lock.lock();
    try {
      return groups.isEmpty() || count == groups.size() ? end : groups.get(count).start();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the GTIDs of all transactions, as text. */
  String executed() {
    int size = size();
    return size == 0 ? "" : uuid + ":1-" + size;
  }

  /** Returns whether the GTID of a transaction is in a set. */
  boolean contains(GtidSet executed, Group group) {
    return executed.contains(GtidSet.parse(uuid + ":" + group.number()));
  }

  /** Ends all dumps, and refuses further transactions. Idempotent. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns nanoseconds for a period of heartbeats; an hour for none. */
  static long period(long nanos) {
    return nanos > 0 ? nanos : TimeUnit.HOURS.toNanos(1);
  }
}
