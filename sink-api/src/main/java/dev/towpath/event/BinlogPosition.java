package dev.towpath.event;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A place in the binlog from which the stream of changes can be resumed: always the end of a
 * transaction. Immutable.
 *
 * <p>Where possible, it holds the place in two forms. The set of executed GTIDs is valid on every
 * server of a replication topology. File and offset are valid only on the server with {@link
 * #serverUuid()}. {@link #toString()} is a versioned text that {@link #parse} reads back.
 */
public final class BinlogPosition {
  private static final String VERSION = "v1";

  /** The number of characters of a GTID set that a summary has. */
  private static final int MOST_GTIDS = 100;

  private static final List<String> FIELDS =
      List.of("file", "offset", "group", "crc", "serverId", "serverUuid", "ts", "gtid", "xa");

  private final String file;
  private final long offset;
  private final long transactionStartOffset;
  private final long transactionStartChecksum;
  private final @Nullable GtidSet gtidSet;
  private final @Nullable String serverUuid;
  // 0 when unknown, as in the text.
  private final long serverId;
  private final @Nullable Instant timestamp;
  private final List<PreparedTransaction> prepared;

  private BinlogPosition(Builder builder) {
    this.file = builder.file;
    this.offset = builder.offset;
    this.transactionStartOffset =
        builder.transactionStartOffset < 0 ? builder.offset : builder.transactionStartOffset;
    this.transactionStartChecksum = builder.transactionStartChecksum;
    this.gtidSet = builder.gtidSet;
    this.serverUuid = builder.serverUuid;
    this.serverId = builder.serverId;
    this.timestamp = builder.timestamp;
    this.prepared = builder.prepared;
  }

  /**
   * Returns a builder for a position.
   *
   * @param file the binlog file
   * @param offset the offset in bytes of the first event that is not covered, at least 4
   * @throws IllegalArgumentException if the file is blank or the offset below 4
   */
  public static Builder builder(String file, long offset) {
    return new Builder(file, offset);
  }

  /**
   * Parses the text form that {@link #toString()} returns.
   *
   * @throws IllegalArgumentException if {@code text} is not a position, or has a later version
   */
  public static BinlogPosition parse(String text) {
    String[] parts = text.strip().split(";", -1);
    if (!parts[0].equals(VERSION)) {
      throw malformed(text, "it does not start with '" + VERSION + ";'");
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = parts[i].substring(0, Math.max(equals, 0));
      if (!FIELDS.contains(name)) {
        throw malformed(text, "'" + parts[i] + "' is none of " + FIELDS);
      }
      if (fields.put(name, decode(text, parts[i].substring(equals + 1))) != null) {
        throw malformed(text, name + " is given twice");
      }
    }
    return fromFields(text, fields);
  }

  private static String decode(String text, String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed(text, "'" + value + "' is not URL encoded");
    }
  }

  private static BinlogPosition fromFields(String text, Map<String, String> fields) {
    try {
      Builder builder =
          builder(field(text, fields, "file"), Long.parseLong(field(text, fields, "offset")));
      builder.transactionStartOffset(Long.parseLong(fields.getOrDefault("group", "-1")));
      String checksum = fields.get("crc");
      builder.transactionStartChecksum(checksum == null ? null : Long.valueOf(checksum, 16));
      builder.serverId(Long.parseLong(fields.getOrDefault("serverId", "0")));
      builder.serverUuid(fields.get("serverUuid"));
      String gtidSet = fields.get("gtid");
      builder.gtidSet(gtidSet == null ? null : GtidSet.parse(gtidSet));
      String timestamp = fields.get("ts");
      builder.timestamp(timestamp == null ? null : Instant.ofEpochMilli(Long.parseLong(timestamp)));
      return builder.prepared(prepared(text, fields.get("xa"))).build();
    } catch (NumberFormatException e) {
      throw malformed(text, "a number is malformed: " + e.getMessage());
    }
  }

  private static List<PreparedTransaction> prepared(String text, @Nullable String value) {
    try {
      return value == null ? List.of() : PreparedTransaction.parse(value);
    } catch (NumberFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw malformed(text, String.valueOf(e.getMessage()));
    }
  }

  private static String field(String text, Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw malformed(text, name + " is missing");
    }
    return value;
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException("not a binlog position: '" + text + "': " + why);
  }

  /** Returns the binlog file. */
  public String file() {
    return file;
  }

  /** Returns the offset in bytes of the first event that is not covered. */
  public long offset() {
    return offset;
  }

  /** Returns the offset in bytes at which the last covered transaction starts. */
  public long transactionStartOffset() {
    return transactionStartOffset;
  }

  /**
   * Returns the CRC-32 of the event at {@link #transactionStartOffset()}, with which the last
   * covered transaction starts; null when unknown. It tells whether the file is still the one that
   * the position was taken from.
   */
  public @Nullable Long transactionStartChecksum() {
    return transactionStartChecksum < 0 ? null : transactionStartChecksum;
  }

  /**
   * Returns the GTIDs of all transactions executed up to here; null when the server assigns no
   * GTIDs.
   */
  public @Nullable GtidSet gtidSet() {
    return gtidSet;
  }

  /**
   * Returns the {@code server_uuid} of the server where file and offset are valid; null when
   * unknown.
   */
  public @Nullable String serverUuid() {
    return serverUuid;
  }

  /**
   * Returns the {@code server_id} of the server that executed the last covered transaction; null
   * when unknown.
   */
  public @Nullable Long serverId() {
    return serverId == 0 ? null : serverId;
  }

  /**
   * Returns the time at which the last covered transaction was executed, in milliseconds; null when
   * unknown.
   */
  public @Nullable Instant timestamp() {
    return timestamp;
  }

  /**
   * Returns the XA transactions that were prepared before this position and are not yet committed
   * or rolled back. They are delivered when they are committed, which is after this position.
   */
  public List<PreparedTransaction> prepared() {
    return prepared;
  }

  /**
   * Compares two positions of one stream. The result is negative when this one is before {@code
   * other}, zero when they cover the same transactions, and positive when it is after.
   *
   * <p>The result is empty when the order is unknown. With GTIDs in both, that is when neither set
   * contains the other, or when one is MySQL's and the other MariaDB's. Otherwise it is when the
   * servers are known to differ, or the base names of their binlog files do.
   */
  public OptionalInt compare(BinlogPosition other) {
    if (gtidSet != null && other.gtidSet != null) {
      return compareSets(gtidSet, other.gtidSet);
    }
    boolean otherServer =
        serverUuid != null && other.serverUuid != null && !serverUuid.equals(other.serverUuid);
    if (otherServer || !baseName(file).equals(baseName(other.file))) {
      return OptionalInt.empty();
    }
    int byFile = compareFiles(file, other.file);
    return OptionalInt.of(byFile != 0 ? byFile : Long.compare(offset, other.offset));
  }

  private static OptionalInt compareSets(GtidSet ours, GtidSet theirs) {
    boolean comparable = ours.isEmpty() || theirs.isEmpty() || ours.getClass() == theirs.getClass();
    boolean covers = comparable && ours.contains(theirs);
    boolean covered = comparable && theirs.contains(ours);
    if (covers && covered) {
      return OptionalInt.of(0);
    }
    return covers ? OptionalInt.of(1) : covered ? OptionalInt.of(-1) : OptionalInt.empty();
  }

  private static String baseName(String file) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
  }

  /** Orders {@code mysql-bin.999999} before {@code mysql-bin.1000000}: a longer name is later. */
  private static int compareFiles(String ours, String theirs) {
    int byLength = Integer.compare(ours.length(), theirs.length());
    return byLength != 0 ? byLength : ours.compareTo(theirs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinlogPosition that
        && file.equals(that.file)
        && offset == that.offset
        && transactionStartOffset == that.transactionStartOffset
        && transactionStartChecksum == that.transactionStartChecksum
        && Objects.equals(gtidSet, that.gtidSet)
        && Objects.equals(serverUuid, that.serverUuid)
        && serverId == that.serverId
        && Objects.equals(timestamp, that.timestamp)
        && prepared.equals(that.prepared);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, offset, gtidSet, serverUuid);
  }

  /** Returns the versioned text form. */
  @Override
  public String toString() {
    var text = new StringBuilder(VERSION);
    append(text, "file", file);
    append(text, "offset", offset);
    append(text, "group", transactionStartOffset);
    append(
        text,
        "crc",
        transactionStartChecksum < 0 ? null : Long.toHexString(transactionStartChecksum));
    append(text, "serverId", serverId);
    append(text, "serverUuid", serverUuid);
    append(text, "ts", timestamp == null ? null : timestamp.toEpochMilli());
    append(text, "gtid", gtidSet);
    append(text, "xa", prepared.isEmpty() ? null : PreparedTransaction.format(prepared));
    return text.toString();
  }

  /**
   * Returns the position as people read it, for logs and messages: {@code mysql-bin.000001/155},
   * with the GTIDs when there are any. A set of more than 100 characters is cut, and its length
   * given. {@link #parse} does not read it.
   */
  public String summary() {
    String place = file + '/' + offset;
    String gtids = gtidSet == null ? "" : gtidSet.toString();
    if (gtids.isEmpty()) {
      return place;
    }
    return gtids.length() <= MOST_GTIDS
        ? "%s (GTIDs %s)".formatted(place, gtids)
        : "%s (GTIDs %s… of %d characters)"
            .formatted(place, gtids.substring(0, MOST_GTIDS), gtids.length());
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      String encoded = URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
      text.append(';').append(name).append('=');
      text.append(encoded.replace("%3A", ":").replace("%2C", ",").replace("%2F", "/"));
    }
  }

  /** A builder of positions. Not thread-safe. */
  public static final class Builder {
    private final String file;
    private final long offset;
    private long transactionStartOffset = -1;
    private long transactionStartChecksum = -1;
    private @Nullable GtidSet gtidSet;
    private @Nullable String serverUuid;
    private long serverId;
    private @Nullable Instant timestamp;
    private List<PreparedTransaction> prepared = List.of();

    private Builder(String file, long offset) {
      if (file.isBlank() || offset < 4) {
        throw new IllegalArgumentException(
            "a binlog position needs a file and an offset of at least 4: '%s', %d"
                .formatted(file, offset));
      }
      this.file = file;
      this.offset = offset;
    }

    /** Sets the offset at which the last covered transaction starts. Default: the offset itself. */
    public Builder transactionStartOffset(long transactionStartOffset) {
      this.transactionStartOffset = transactionStartOffset;
      return this;
    }

    /**
     * Sets the CRC-32 of the event with which the last covered transaction starts. Default:
     * unknown.
     *
     * @throws IllegalArgumentException if it does not fit into 32 bits
     */
    public Builder transactionStartChecksum(@Nullable Long transactionStartChecksum) {
      if (transactionStartChecksum != null && transactionStartChecksum >>> 32 != 0) {
        throw new IllegalArgumentException("a CRC-32 has 32 bits: " + transactionStartChecksum);
      }
      this.transactionStartChecksum =
          transactionStartChecksum == null ? -1 : transactionStartChecksum;
      return this;
    }

    /** Sets the GTIDs of all transactions executed up to here. Default: unknown. */
    public Builder gtidSet(@Nullable GtidSet gtidSet) {
      this.gtidSet = gtidSet;
      return this;
    }

    /** Sets the server where file and offset are valid. Default: unknown. */
    public Builder serverUuid(@Nullable String serverUuid) {
      this.serverUuid = serverUuid;
      return this;
    }

    /**
     * Sets the server that executed the last covered transaction. Default: unknown, which is also
     * the meaning of 0 in a binlog.
     */
    public Builder serverId(@Nullable Long serverId) {
      this.serverId = serverId == null ? 0 : serverId;
      return this;
    }

    /**
     * Sets the time at which the last covered transaction was executed, truncated to milliseconds.
     * Default: unknown.
     */
    public Builder timestamp(@Nullable Instant timestamp) {
      this.timestamp = timestamp == null ? null : timestamp.truncatedTo(ChronoUnit.MILLIS);
      return this;
    }

    /**
     * Sets the XA transactions that are prepared and not yet committed or rolled back. Default:
     * none.
     */
    public Builder prepared(List<PreparedTransaction> prepared) {
      this.prepared = List.copyOf(prepared);
      return this;
    }

    /** Builds the position. */
    public BinlogPosition build() {
      return new BinlogPosition(this);
    }
  }
}
