package dev.towpath.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The time and place of a change in the binlog. All rows of a binlog event share one instance.
 * Immutable.
 */
public final class Origin {
  private final Instant timestamp;
  private final @Nullable Instant commitTimestamp;
  private final long serverId;
  private final String file;
  private final long offset;
  private final @Nullable UUID gtidSource;
  private final String gtidTag;
  private final long gtidNumber;
  // Built from its parts on first use, because most sinks need few GTIDs. The unsynchronized write
  // is
  // safe: strings are immutable.
  private @Nullable String gtid;
  private final @Nullable String transactionId;
  private final int eventOrdinal;
  private final @Nullable String statement;

  private Origin(Builder builder) {
    this.timestamp = builder.timestamp;
    this.commitTimestamp = builder.commitTimestamp;
    this.serverId = builder.serverId;
    this.file = builder.file;
    this.offset = builder.offset;
    this.gtidSource = builder.gtidSource;
    this.gtidTag = builder.gtidTag;
    this.gtidNumber = builder.gtidNumber;
    this.gtid = builder.gtid;
    this.transactionId = builder.transactionId;
    this.eventOrdinal = builder.eventOrdinal;
    this.statement = builder.statement;
  }

  /** Returns a builder for an origin. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the time at which the statement was executed on the server that first executed it, in
   * seconds.
   */
  public Instant timestamp() {
    return timestamp;
  }

  /**
   * Returns the time at which the transaction was committed on the server that first executed it,
   * in microseconds; null on servers that do not log it (before MySQL 8.0.1, MariaDB).
   */
  public @Nullable Instant commitTimestamp() {
    return commitTimestamp;
  }

  /** Returns the {@code server_id} of the server that first executed the change. */
  public long serverId() {
    return serverId;
  }

  /** Returns the binlog file on the server that the change was read from. */
  public String file() {
    return file;
  }

  /**
   * Returns the offset in bytes at which the binlog event starts. For an event in a compressed
   * transaction it is the offset of the compressed payload. For an event in an XA transaction it is
   * the offset of its {@code XA COMMIT}.
   */
  public long offset() {
    return offset;
  }

  /** Returns the GTID of the transaction; null when the server assigned none. */
  public @Nullable String gtid() {
    String known = gtid;
    if (known == null && gtidSource != null) {
      known = gtidSource + (gtidTag.isEmpty() ? ":" : ":" + gtidTag + ":") + gtidNumber;
      gtid = known;
    }
    return known;
  }

  /** Returns the GTID of the transaction; without one, {@code file/offset} of its start. */
  public String transactionId() {
    if (transactionId != null) {
      return transactionId;
    }
    String own = gtid();
    return own == null ? file + '/' + offset : own;
  }

  /** Returns the ordinal of the binlog event among the row events of its transaction, from 0. */
  public int eventOrdinal() {
    return eventOrdinal;
  }

  /**
   * Returns the text of the statement that caused a row change; null unless the server logs it
   * ({@code binlog_rows_query_log_events}, MariaDB {@code binlog_annotate_row_events}).
   */
  public @Nullable String statement() {
    return statement;
  }

  @Override
  public String toString() {
    String own = gtid();
    return file + '/' + offset + (own == null ? "" : " (" + own + ')');
  }

  /** A builder of origins. Not thread-safe. */
  public static final class Builder {
    private Instant timestamp = Instant.EPOCH;
    private @Nullable Instant commitTimestamp;
    private long serverId;
    private String file = "";
    private long offset;
    private @Nullable UUID gtidSource;
    private String gtidTag = "";
    private long gtidNumber;
    private @Nullable String gtid;
    private @Nullable String transactionId;
    private int eventOrdinal;
    private @Nullable String statement;

    private Builder() {}

    /** Sets the time at which the statement was executed. Default: the epoch. */
    public Builder timestamp(Instant timestamp) {
      this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
      return this;
    }

    /** Sets the time at which the transaction was committed. Default: unknown. */
    public Builder commitTimestamp(@Nullable Instant commitTimestamp) {
      this.commitTimestamp = commitTimestamp;
      return this;
    }

    /** Sets the server that first executed the change. Default: 0. */
    public Builder serverId(long serverId) {
      this.serverId = serverId;
      return this;
    }

    /** Sets the file and the offset at which the binlog event starts. Default: none. */
    public Builder at(String file, long offset) {
      this.file = Objects.requireNonNull(file, "file");
      this.offset = offset;
      return this;
    }

    /** Sets the GTID of the transaction. Default: none. */
    public Builder gtid(@Nullable String gtid) {
      this.gtid = gtid;
      this.gtidSource = null;
      return this;
    }

    /**
     * Sets the GTID of the transaction by its parts; its text is built on first use.
     *
     * @param source the source's UUID
     * @param tag the tag; empty when there is none
     * @param number the number of the transaction at its source
     */
    public Builder gtid(UUID source, String tag, long number) {
      this.gtid = null;
      this.gtidSource = source;
      this.gtidTag = tag;
      this.gtidNumber = number;
      return this;
    }

    /** Sets the identifier of the transaction. Default: the GTID, else {@code file/offset}. */
    public Builder transactionId(@Nullable String transactionId) {
      this.transactionId = transactionId;
      return this;
    }

    /** Sets the ordinal of the binlog event in its transaction, from 0. Default: 0. */
    public Builder eventOrdinal(int eventOrdinal) {
      this.eventOrdinal = eventOrdinal;
      return this;
    }

    /** Sets the statement that caused the change. Default: unknown. */
    public Builder statement(@Nullable String statement) {
      this.statement = statement;
      return this;
    }

    /** Builds the origin. */
    public Origin build() {
      return new Origin(this);
    }
  }
}
