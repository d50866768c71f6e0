package dev.towpath.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.Table;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import dev.towpath.testkit.MemoryBinlog.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A source in memory that drives real pipelines, and through them the sinks of an application,
 * without any server. A test writes transactions to it; a pipeline reads them as MySQL's binlog,
 * with everything that belongs to it: filters, batches, acknowledgements, positions, restarts.
 *
 * <pre>{@code
 * try (var source = MemorySource.builder().table(TestEvents.orders()).start();
 *     var pipeline = CdcPipeline.builder().name("test").source(source.mySql())
 *         .sink(sink).positionStore(new InMemoryPositionStore()).build()) {
 *   pipeline.start();
 *   BinlogPosition end = source.transaction().insert("shop.orders", 1, "9.90", null).commit();
 *   pipeline.awaitAcknowledged(end, Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>It speaks MySQL's protocol on a loopback port and executes no SQL. All transactions stay in
 * memory until it is closed, with GTIDs and {@code binlog_row_metadata=FULL}. {@link
 * dev.towpath.CdcPipeline#validate()} and columns of JSON, GEOMETRY and VECTOR need a real server.
 *
 * <p>Thread-safe; a {@link MemoryTransaction} is for one thread.
 */
public final class MemorySource implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final int PIPELINE_SERVER_ID = 1001;
  private static final int BACKLOG = 50;

  private final MemoryBinlog binlog;
  private final Map<String, MemoryTable> tables = new ConcurrentHashMap<>();
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private long nextTableId = 1;

  private MemorySource(Builder builder) {
    binlog = new MemoryBinlog(builder.clock);
    builder.tables.values().forEach(this::define);
    try {
      listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("a MemorySource finds no free port on loopback", e);
    }
  }

  /** Returns a builder of sources. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a row with these values, in the order of the columns; null stands for NULL. */
  public static List<@Nullable Object> row(@Nullable Object... values) {
    return Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values)));
  }

  /**
   * Returns the source to give to a pipeline, which starts at the first transaction unless a
   * position is stored. Several pipelines may follow it.
   */
  public MySqlSource mySql() {
    return MySqlSource.builder("127.0.0.1", listener.getLocalPort())
        .credentials("memory", () -> "memory")
        .serverId(PIPELINE_SERVER_ID)
        .startPosition(StartPosition.earliest())
        .heartbeatInterval(HEARTBEAT)
        .tls(TlsMode.DISABLED)
        .build();
  }

  /** Begins a transaction. */
  public MemoryTransaction transaction() {
    return new MemoryTransaction(this);
  }

  /**
   * Writes a statement about tables to the binlog, as {@code ALTER TABLE orders ADD COLUMN note
   * TEXT}. The statement is not executed: rows that follow are of the given definitions.
   *
   * @param database the default database of the statement
   * @param sql the statement
   * @param changed the tables as they are after the statement; each replaces the one of its name
   * @return the end of the statement, for {@link dev.towpath.CdcPipeline#awaitAcknowledged}
   * @throws IllegalArgumentException if a table has no columns, or one that cannot be written
   * @throws IllegalStateException if the source is closed
   */
  public synchronized BinlogPosition schemaChange(String database, String sql, Table... changed) {
    byte[] name = database.getBytes(StandardCharsets.UTF_8);
    var query = new WireBytes().little(1, 4).little(0, 4).little(name.length, 1).little(0, 2);
    query.little(0, 2).put(name).little(0, 1).text(sql);
    List<MemoryTable> defined = new ArrayList<>();
    for (Table table : changed) {
      defined.add(new MemoryTable(table, nextTableId++));
    }
    BinlogPosition end = write(List.of(new Event(MemoryBinlog.QUERY, query.toBytes())));
    defined.forEach(table -> tables.put(table.table().qualifiedName(), table));
    return end;
  }

  /** Returns the end of the binlog, after the last transaction. */
  public BinlogPosition position() {
    return binlog.end();
  }

  /**
   * Ends all connections, and lets nothing more be written. Pipelines that follow it fail as if
   * their server had been stopped; close them before. Idempotent.
   */
  @Override
  public void close() {
    binlog.close();
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a MemorySource cannot close its sockets", e);
    }
  }

  MemoryBinlog binlog() {
    return binlog;
  }

  Collection<MemoryTable> tables() {
    return new TreeMap<>(tables).values();
  }

  MemoryTable table(String name) {
    MemoryTable table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException(
          "%s is no table of this source; it has %s. Add it to the builder, or with schemaChange"
              .formatted(name, new TreeMap<>(tables).keySet()));
    }
    return table;
  }

  @Nullable MemoryTable find(String name) {
    return tables.get(name);
  }

  BinlogPosition write(List<Event> events) {
    boolean hasRows = events.stream().anyMatch(event -> event.type() != MemoryBinlog.QUERY);
    List<Event> all = new ArrayList<>(events);
    if (hasRows) {
      all.add(0, new Event(MemoryBinlog.QUERY, begin()));
      all.add(new Event(MemoryBinlog.XID, new WireBytes().little(binlog.size() + 1L, 8).toBytes()));
    }
    return binlog.append(all);
  }

  private static byte[] begin() {
    return new WireBytes().put(new byte[Long.BYTES + 5]).little(0, 1).text("BEGIN").toBytes();
  }

  private synchronized void define(Table table) {
    tables.put(table.qualifiedName(), new MemoryTable(table, nextTableId++));
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // The source was closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      new MemoryClient(this, socket).serve();
    } catch (IOException e) {
      // The pipeline ended its connection, or the source was closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  private static void daemon(Runnable task) {
    var thread = new Thread(task, "towpath-memory-source");
    thread.setDaemon(true);
    thread.start();
  }

  /** A builder of sources. Used by one thread at a time. */
  public static final class Builder {
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Adds a table; {@link dev.towpath.sink.testkit.TestEvents#table} builds one. The types of its
     * columns have the meaning of a definition in SQL: {@code decimal} has no decimals unless
     * {@link dev.towpath.event.Column.Builder#typeText} says {@code decimal(10,2)}. None by
     * default.
     *
     * @throws IllegalArgumentException if a table of this name was added before
     */
    public Builder table(Table table) {
      if (tables.putIfAbsent(table.qualifiedName(), table) != null) {
        throw new IllegalArgumentException(table.qualifiedName() + " was added before");
      }
      return this;
    }

    /** Sets the clock that gives transactions their times; the system's by default. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Starts the source.
     *
     * @throws IllegalArgumentException if a table has no columns, or one that cannot be written
     */
    public MemorySource start() {
      var source = new MemorySource(this);
      daemon(source::accept);
      return source;
    }
  }
}
