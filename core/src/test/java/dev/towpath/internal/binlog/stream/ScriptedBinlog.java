package dev.towpath.internal.binlog.stream;

import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;

import com.github.luben.zstd.Zstd;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.XidTest;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.mysql.MySqlSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A binlog of one file that a test writes transaction by transaction. It can be read repeatedly
 * from any place, as a server would send it. Its table is {@code shop.t (id BIGINT PRIMARY KEY)},
 * described by the table maps themselves; {@code shop.other} looks the same.
 */
public final class ScriptedBinlog {
  /** The file. */
  public static final String FILE = "bin.000001";

  private static final int TABLE_ID = 7;
  private static final int ROW_BYTES = 9;

  private final List<Entry> entries = new ArrayList<>();
  private final List<Row> committed = new ArrayList<>();
  private final Map<String, List<Long>> prepared = new HashMap<>();
  private long offset = 4;
  private long nextGtid = 1;
  private long nextId;

  private record Entry(long start, Consumer<TestPackets> write) {}

  /**
   * A row of the captured table, in the order of commits.
   *
   * @param id its key
   * @param end the offset at which the group with its commit ends
   */
  public record Row(long id, long end) {}

  /** Returns the rows that a pipeline from the first position on has to deliver. */
  public List<Row> rows() {
    return List.copyOf(committed);
  }

  /** Returns the first position. */
  public static BinlogPosition start() {
    return BinlogPosition.builder(FILE, 4).build();
  }

  private void add(Consumer<TestPackets> write) {
    entries.add(new Entry(offset, write));
    var packets = new TestPackets().startOf(FILE, offset, true);
    write.accept(packets);
    offset = packets.offset();
  }

  private void gtid() {
    long number = nextGtid++;
    add(packets -> packets.gtid(number));
  }

  private void happened(List<Long> ids) {
    ids.forEach(id -> committed.add(new Row(id, offset)));
  }

  /** Adds a transaction with an event for each count, which has that many rows. */
  public ScriptedBinlog transaction(int... rowsOfEvents) {
    gtid();
    add(packets -> packets.query("BEGIN"));
    List<Long> ids = new ArrayList<>();
    for (byte[][] event : statement("t", ids, rowsOfEvents)) {
      add(packets -> packets.event(event[0][0], event[1]));
    }
    add(TestPackets::xid);
    happened(ids);
    return this;
  }

  /** Adds a transaction of a table that is not captured. */
  public ScriptedBinlog filtered() {
    gtid();
    add(packets -> packets.query("BEGIN"));
    for (byte[][] event : statement("other", new ArrayList<>(), 1)) {
      add(packets -> packets.event(event[0][0], event[1]));
    }
    add(TestPackets::xid);
    return this;
  }

  /** Adds a statement that is a transaction by itself. */
  public ScriptedBinlog ddl() {
    gtid();
    add(packets -> packets.query("CREATE DATABASE other"));
    return this;
  }

  /** Adds a compressed transaction. */
  public ScriptedBinlog compressed(int... rowsOfEvents) {
    List<Long> ids = new ArrayList<>();
    byte[] inside = inner(EventType.QUERY, queryBody("BEGIN"));
    for (byte[][] event : statement("t", ids, rowsOfEvents)) {
      inside = concat(inside, inner(event[0][0], event[1]));
    }
    byte[] plain = concat(inside, inner(EventType.XID, bytes(7, 8)));
    gtid();
    add(packets -> packets.event(EventType.TRANSACTION_PAYLOAD, payload(plain)));
    happened(ids);
    return this;
  }

  /** Adds an XA transaction that is prepared; {@code name} is one character. */
  public ScriptedBinlog prepare(String name, int... rowsOfEvents) {
    prepared.put(name, xa(name, 0, rowsOfEvents));
    return this;
  }

  /** Adds an XA transaction that is prepared and committed in one step. */
  public ScriptedBinlog onePhase(String name, int... rowsOfEvents) {
    happened(xa(name, 1, rowsOfEvents));
    return this;
  }

  private List<Long> xa(String name, int onePhase, int... rowsOfEvents) {
    gtid();
    add(packets -> packets.query("XA START " + xid(name)));
    List<Long> ids = new ArrayList<>();
    for (byte[][] event : statement("t", ids, rowsOfEvents)) {
      add(packets -> packets.event(event[0][0], event[1]));
    }
    add(packets -> packets.query("XA END " + xid(name)));
    add(packets -> packets.event(EventType.XA_PREPARE, XidTest.body(onePhase, 1, name, "")));
    return ids;
  }

  /** Adds the commit of a prepared transaction. */
  public ScriptedBinlog commit(String name) {
    gtid();
    add(packets -> packets.query("XA COMMIT " + xid(name)));
    happened(prepared.getOrDefault(name, List.of()));
    return this;
  }

  /** Adds the rollback of a prepared transaction. */
  public ScriptedBinlog rollback(String name) {
    gtid();
    add(packets -> packets.query("XA ROLLBACK " + xid(name)));
    return this;
  }

  private static String xid(String name) {
    return "X'%02x',X'',1".formatted((int) name.charAt(0));
  }

  /** Returns the table map, and an event of rows for each count: the type of each, and its body. */
  private List<byte[][]> statement(String table, List<Long> ids, int... rowsOfEvents) {
    List<byte[][]> events = new ArrayList<>();
    events.add(new byte[][] {{EventType.TABLE_MAP}, tableMap(table)});
    for (int i = 0; i < rowsOfEvents.length; i++) {
      boolean isLast = i + 1 == rowsOfEvents.length;
      byte[] body =
          concat(
              bytes(TABLE_ID, 6), bytes(isLast ? 1 : 0, 2), bytes(2, 2), bytes(1, 1), bytes(1, 1));
      for (int row = 0; row < rowsOfEvents[i]; row++) {
        long id = nextId++;
        ids.add(id);
        body = concat(body, bytes(0, 1), bytes(id, ROW_BYTES - 1));
      }
      events.add(new byte[][] {{EventType.WRITE_ROWS_V2}, body});
    }
    return events;
  }

  private static byte[] tableMap(String table) {
    int bigint = 8;
    return concat(
        bytes(TABLE_ID, 6),
        bytes(1, 2),
        name("shop"),
        name(table),
        bytes(1, 1),
        bytes(bigint, 1),
        bytes(0, 1),
        bytes(0, 1),
        // The fields that binlog_row_metadata=FULL adds: signedness, names of columns, primary key.
        bytes(1, 1),
        bytes(1, 1),
        bytes(0, 1),
        bytes(4, 1),
        bytes(3, 1),
        bytes(2, 1),
        "id".getBytes(StandardCharsets.UTF_8),
        bytes(8, 1),
        bytes(1, 1),
        bytes(0, 1));
  }

  private static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return concat(bytes(utf8.length, 1), utf8, new byte[1]);
  }

  private static byte[] queryBody(String sql) {
    return concat(
        new byte[8],
        bytes(0, 1),
        bytes(0, 2),
        bytes(0, 2),
        new byte[1],
        sql.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] inner(int type, byte[] body) {
    return concat(
        bytes(1, 4),
        bytes(type, 1),
        bytes(42, 4),
        bytes(19 + body.length, 4),
        bytes(0, 4),
        bytes(0, 2),
        body);
  }

  private static byte[] payload(byte[] inside) {
    byte[] packed = Zstd.compress(inside);
    return concat(
        bytes(2, 1),
        bytes(1, 1),
        bytes(0, 1),
        bytes(3, 1),
        bytes(5, 1),
        bytes(0xFD, 1),
        bytes(inside.length, 4),
        bytes(1, 1),
        bytes(9, 1),
        bytes(0xFE, 1),
        bytes(packed.length, 8),
        bytes(0, 1),
        packed);
  }

  private TestPackets packets(long from, boolean beats) {
    var packets = new TestPackets().startOf(FILE, from, true);
    if (beats) {
      packets.artificial(EventType.HEARTBEAT, FILE.getBytes(StandardCharsets.UTF_8));
    }
    for (Entry entry : entries) {
      if (entry.start() >= from) {
        entry.write().accept(packets);
      }
    }
    return packets;
  }

  /**
   * Returns the events of a dump from a position to the end of the binlog; the first is a
   * heartbeat.
   *
   * @param server the identity of the server that sends them
   */
  public List<BinlogEvent> read(BinlogPosition from, MySqlSource source, @Nullable String server) {
    var stream = new BinlogStream(packets(from.offset(), true), source, from, server);
    List<BinlogEvent> events = new ArrayList<>();
    try {
      while (true) {
        BinlogEvent event = stream.next();
        if (!event.onlyOpens()) {
          events.add(event);
        }
      }
    } catch (EOFException e) {
      return events;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns a reader of the changes of a prepared transaction.
   *
   * @param beforeEach runs before each packet; an exception of it breaks the connection
   */
  public PreparedReader prepared(
      MySqlSource source, PreparedTransaction transaction, PacketHook beforeEach) {
    TestPackets packets = packets(transaction.offset(), false);
    Closeable connection = () -> {};
    return new PreparedReader(
        () -> {
          beforeEach.run();
          return packets.next();
        },
        source,
        transaction,
        connection,
        false);
  }

  /** A hook that runs before a packet arrives. */
  @FunctionalInterface
  public interface PacketHook {
    void run() throws EOFException;
  }
}
