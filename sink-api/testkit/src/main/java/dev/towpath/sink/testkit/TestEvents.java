package dev.towpath.sink.testkit;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Column;
import dev.towpath.event.ColumnType;
import dev.towpath.event.GtidSet;
import dev.towpath.event.Heartbeat;
import dev.towpath.event.MySqlGtidSet;
import dev.towpath.event.Origin;
import dev.towpath.event.SchemaChange;
import dev.towpath.event.Table;
import dev.towpath.sink.EventBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fictitious binlog. Its transactions and statements have positions, GTIDs and timestamps that
 * grow as a server's would. Not thread-safe.
 *
 * <pre>{@code
 * Table orders = TestEvents.table("shop.orders")
 *     .column("id", ColumnType.BIGINT).column("total", ColumnType.DECIMAL)
 *     .primaryKey("id").build();
 * var events = new TestEvents();
 * EventBatch batch = events.transaction()
 *     .insert(orders).with("id", 1).with("total", "9.90")
 *     .update(orders).with("id", 1).was("total", "9.90").with("total", "8.00")
 *     .batch();
 * }</pre>
 */
public final class TestEvents {
  /** The UUID of the server that writes this binlog. */
  public static final UUID SERVER_UUID = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");

  private static final long SERVER_ID = 1;
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final boolean gtids;
  private int file = 1;
  private long offset = 4;
  private long transactionStartOffset = 4;
  private long number;
  private MySqlGtidSet executed = (MySqlGtidSet) GtidSet.empty();

  private TestEvents(boolean gtids) {
    this.gtids = gtids;
  }

  /** Creates the binlog of a server with GTIDs, from its start. */
  public TestEvents() {
    this(true);
  }

  /** Returns the binlog of a server without GTIDs, from its start. */
  public static TestEvents withoutGtids() {
    return new TestEvents(false);
  }

  /**
   * Returns a builder for a table.
   *
   * @param qualifiedName {@code database.table}
   */
  public static TableBuilder table(String qualifiedName) {
    return new TableBuilder(qualifiedName);
  }

  /** Returns the end of the last transaction handed out, where a batch would end now. */
  public BinlogPosition position() {
    return BinlogPosition.builder(fileName(), offset)
        .transactionStartOffset(transactionStartOffset)
        .gtidSet(gtids ? executed : null)
        .serverUuid(SERVER_UUID.toString())
        .serverId(SERVER_ID)
        .timestamp(timestamp())
        .build();
  }

  /** Starts a transaction. It gets its place in the binlog when its batches are requested. */
  public TestTransaction transaction() {
    return new TestTransaction(this);
  }

  /**
   * Returns a statement that is not a row change, as a batch.
   *
   * @param table the table it names, or null
   */
  public EventBatch statement(String database, @Nullable String table, String sql) {
    begin();
    var change = SchemaChange.of(origin(sql.length(), 0), database, table, sql);
    end();
    return EventBatch.of(List.of(change), position(), true);
  }

  /** Returns a heartbeat at the current position, as a batch. */
  public EventBatch heartbeat() {
    var origin = builder(0).gtid(null).build();
    return EventBatch.of(List.of(new Heartbeat(origin)), position(), true);
  }

  /** Continues in the next binlog file. */
  public void rotate() {
    file++;
    offset = 4;
    transactionStartOffset = 4;
  }

  /** Returns a batch as it is delivered once more, after a failure. */
  public static EventBatch redelivered(EventBatch batch) {
    return EventBatch.of(
        batch.events(), batch.position(), batch.endsTransaction(), batch.attempt() + 1);
  }

  /** Merges the batches into one, as a pipeline does with small transactions. */
  public static EventBatch merge(EventBatch... batches) {
    List<ChangeEvent> events = new ArrayList<>();
    for (EventBatch batch : batches) {
      events.addAll(batch.events());
    }
    EventBatch last = batches[batches.length - 1];
    return EventBatch.of(events, last.position(), last.endsTransaction());
  }

  void begin() {
    number++;
    transactionStartOffset = offset;
    offset += 79;
  }

  /**
   * Returns the origin of the next binlog event, which takes {@code length} bytes and its header.
   */
  Origin origin(int length, int eventOrdinal) {
    Origin origin = builder(eventOrdinal).build();
    offset += 19 + length;
    return origin;
  }

  private Origin.Builder builder(int eventOrdinal) {
    return Origin.builder()
        .timestamp(timestamp())
        .commitTimestamp(timestamp().plusNanos(123_456_000))
        .serverId(SERVER_ID)
        .at(fileName(), offset)
        .gtid(gtids ? SERVER_UUID + ":" + number : null)
        .transactionId(gtids ? null : fileName() + '/' + transactionStartOffset)
        .eventOrdinal(eventOrdinal);
  }

  void end() {
    executed = executed.add(SERVER_UUID, "", number);
  }

  private String fileName() {
    return "mysql-bin.%06d".formatted(file);
  }

  private Instant timestamp() {
    return START.plusSeconds(number);
  }

  /** A builder of tables. Not thread-safe. */
  public static final class TableBuilder {
    private final String database;
    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private List<String> primaryKey = List.of();

    private TableBuilder(String qualifiedName) {
      int dot = qualifiedName.indexOf('.');
      if (dot < 1 || dot == qualifiedName.length() - 1) {
        throw new IllegalArgumentException("not database.table: " + qualifiedName);
      }
      this.database = qualifiedName.substring(0, dot);
      this.name = qualifiedName.substring(dot + 1);
    }

    /** Adds a nullable column. */
    public TableBuilder column(String column, ColumnType type) {
      return column(Column.builder(column, type).build());
    }

    /** Adds a column. */
    public TableBuilder column(Column column) {
      columns.add(column);
      return this;
    }

    /** Sets the primary key in key order. Default: none. */
    public TableBuilder primaryKey(String... names) {
      primaryKey = List.of(names);
      return this;
    }

    /** Builds the table. */
    public Table build() {
      Table withoutKey = Table.of(database, name, columns, List.of());
      List<Integer> key = primaryKey.stream().map(withoutKey::indexOf).toList();
      return Table.of(database, name, columns, key);
    }
  }

  /**
   * Returns a table {@code shop.orders} with the columns {@code id}, its key, {@code total}, {@code
   * note}.
   */
  public static Table orders() {
    return table("shop.orders")
        .column(Column.builder("id", ColumnType.BIGINT).nullable(false).build())
        .column(Column.builder("total", ColumnType.DECIMAL).typeText("decimal(10,2)").build())
        .column(Column.builder("note", ColumnType.VARCHAR).typeText("varchar(200)").build())
        .primaryKey("id")
        .build();
  }

  /** Returns all events of the batches in order. */
  static List<ChangeEvent> events(EventBatch... batches) {
    return Arrays.stream(batches).flatMap(batch -> batch.events().stream()).toList();
  }
}
