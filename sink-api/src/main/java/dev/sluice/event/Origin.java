package dev.sluice.event;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When and where a change happened. One instance is shared by all rows of a binlog event.
 * Immutable.
 */
public final class Origin {
  private final Instant timestamp;
  private final @Nullable Instant commitTimestamp;
  private final long serverId;
  private final String file;
  private final long offset;
  private final @Nullable String gtid;
  private final String transactionId;
  private final int eventOrdinal;
  private final @Nullable String statement;

  private Origin(Builder builder) {
    this.timestamp = builder.timestamp;
    this.commitTimestamp = builder.commitTimestamp;
    this.serverId = builder.serverId;
    this.file = builder.file;
    this.offset = builder.offset;
    this.gtid = builder.gtid;
    this.transactionId =
        builder.transactionId != null
            ? builder.transactionId
            : builder.gtid != null ? builder.gtid : builder.file + '/' + builder.offset;
    this.eventOrdinal = builder.eventOrdinal;
    this.statement = builder.statement;
  }

  /** Starts the description of an origin. */
  public static Builder builder() {
    return new Builder();
  }

  /** When the statement was executed on the server where it was first executed, in seconds. */
  public Instant timestamp() {
    return timestamp;
  }

  /**
   * When the transaction was committed on the server where it was first executed, in microseconds;
   * null on servers that do not log it (before MySQL 8.0.1, MariaDB).
   */
  public @Nullable Instant commitTimestamp() {
    return commitTimestamp;
  }

  /** The {@code server_id} of the server where the change was first executed. */
  public long serverId() {
    return serverId;
  }

  /** The binlog file of the server this was read from. */
  public String file() {
    return file;
  }

  /**
   * The offset in bytes at which the binlog event starts; of an event in a compressed transaction,
   * the offset of the compressed payload, and of an event in an XA transaction that of its {@code
   * XA COMMIT}.
   */
  public long offset() {
    return offset;
  }

  /** The GTID of the transaction, or null when the server assigned none. */
  public @Nullable String gtid() {
    return gtid;
  }

  /** The GTID of the transaction, or {@code file/offset} of its start when it has none. */
  public String transactionId() {
    return transactionId;
  }

  /** The ordinal of the binlog event among the row events of its transaction, from 0. */
  public int eventOrdinal() {
    return eventOrdinal;
  }

  /**
   * The text of the statement that caused a row change, or null unless the server logs it ({@code
   * binlog_rows_query_log_events}, MariaDB {@code binlog_annotate_row_events}).
   */
  public @Nullable String statement() {
    return statement;
  }

  @Override
  public String toString() {
    return file + '/' + offset + (gtid == null ? "" : " (" + gtid + ')');
  }

  /** Collects the parts of an origin. Not thread-safe. */
  public static final class Builder {
    private Instant timestamp = Instant.EPOCH;
    private @Nullable Instant commitTimestamp;
    private long serverId;
    private String file = "";
    private long offset;
    private @Nullable String gtid;
    private @Nullable String transactionId;
    private int eventOrdinal;
    private @Nullable String statement;

    private Builder() {}

    /** When the statement was executed. Default the epoch. */
    public Builder timestamp(Instant timestamp) {
      this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
      return this;
    }

    /** When the transaction was committed. Default unknown. */
    public Builder commitTimestamp(@Nullable Instant commitTimestamp) {
      this.commitTimestamp = commitTimestamp;
      return this;
    }

    /** The server where the change was first executed. Default 0. */
    public Builder serverId(long serverId) {
      this.serverId = serverId;
      return this;
    }

    /** The file and the offset at which the binlog event starts. Default none. */
    public Builder at(String file, long offset) {
      this.file = Objects.requireNonNull(file, "file");
      this.offset = offset;
      return this;
    }

    /** The GTID of the transaction. Default none. */
    public Builder gtid(@Nullable String gtid) {
      this.gtid = gtid;
      return this;
    }

    /** The identifier of the transaction. Default the GTID, else {@code file/offset}. */
    public Builder transactionId(@Nullable String transactionId) {
      this.transactionId = transactionId;
      return this;
    }

    /** The ordinal of the binlog event in its transaction, from 0. Default 0. */
    public Builder eventOrdinal(int eventOrdinal) {
      this.eventOrdinal = eventOrdinal;
      return this;
    }

    /** The statement that caused the change. Default unknown. */
    public Builder statement(@Nullable String statement) {
      this.statement = statement;
      return this;
    }

    /** The origin described so far. */
    public Origin build() {
      return new Origin(this);
    }
  }
}
