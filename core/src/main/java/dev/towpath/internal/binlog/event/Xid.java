package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of the identifiers of XA transactions: from statements, where servers write {@code XA
 * COMMIT X'gtrid',X'bqual',formatID}, and from XA_PREPARE events. The text is the same for both:
 * {@code X'gtrid',X'bqual',formatID} in lower case.
 */
public final class Xid {
  private static final String PART = "(?:[Xx]'([0-9A-Fa-f]*)'|0[xX]([0-9A-Fa-f]*)|'([^'\\\\]*)')";

  /** Parts missing in a statement mean an empty branch and format 1. */
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\s*XA\\s+(?:START|BEGIN|END|PREPARE|COMMIT|ROLLBACK)\\s+"
              + (PART + "\\s*(?:,\\s*" + PART + "\\s*(?:,\\s*([0-9]{1,20})\\s*)?)?")
              + "(?:ONE\\s+PHASE\\s*)?;?\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final HexFormat HEX = HexFormat.of();
  private static final long FORMAT_MASK = 0xFFFFFFFFL;
  private static final int PREPARE_HEADER = 13;
  private static final int MAX_PART = 64;
  private static final int GTID_HEADER = 6;

  private Xid() {}

  /**
   * Returns the identifier that an XA statement names.
   *
   * @throws MalformedEventException if it names none; {@code event} says where
   */
  public static String ofStatement(BinlogEvent event, QueryEvent statement) {
    Matcher matcher = STATEMENT.matcher(statement.sql());
    if (!matcher.matches()) {
      throw new MalformedEventException(
          "the XA statement of %s names no identifier: %s".formatted(event, statement.sql()));
    }
    String format = matcher.group(7);
    // The server keeps 32 bits of it in its XA_PREPARE events.
    return text(
        hex(matcher, 1), hex(matcher, 4), format == null ? 1 : Long.parseUnsignedLong(format));
  }

  private static String hex(Matcher matcher, int group) {
    for (int i = group; i < group + 2; i++) {
      if (matcher.group(i) != null) {
        return matcher.group(i);
      }
    }
    String quoted = matcher.group(group + 2);
    return quoted == null ? "" : HEX.formatHex(quoted.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the identifier in an XA_PREPARE event: {@code one phase (1), format (4), length of
   * gtrid (4), length of bqual (4)}, then both.
   */
  public static String ofPrepare(BinlogEvent event) {
    byte[] bytes = event.bytes();
    int from = event.from();
    int size = event.to() - from - PREPARE_HEADER;
    long gtrid = size < 0 ? 0 : Bytes.u32(bytes, from + 5);
    long bqual = size < 0 ? 0 : Bytes.u32(bytes, from + 9);
    if (size < 0 || gtrid > MAX_PART || bqual > MAX_PART || gtrid + bqual > size) {
      throw new MalformedEventException("XA_PREPARE " + event + " is truncated or malformed");
    }
    int start = from + PREPARE_HEADER;
    int middle = start + (int) gtrid;
    return text(
        HEX.formatHex(bytes, start, middle),
        HEX.formatHex(bytes, middle, middle + (int) bqual),
        Bytes.u32(bytes, from + 1));
  }

  /**
   * Returns the identifier at {@code from} in a GTID event of MariaDB: {@code format (4), length of
   * gtrid (1), length of bqual (1)}, then both.
   */
  static String ofGtid(BinlogEvent event, int from) {
    byte[] bytes = event.bytes();
    int end = endInGtid(event, from);
    int start = from + GTID_HEADER;
    int middle = start + Bytes.u8(bytes, from + 4);
    return text(
        HEX.formatHex(bytes, start, middle),
        HEX.formatHex(bytes, middle, end),
        Bytes.u32(bytes, from));
  }

  /** Returns where it ends. */
  static int endInGtid(BinlogEvent event, int from) {
    int start = from + GTID_HEADER;
    int end =
        start > event.to()
            ? Integer.MAX_VALUE
            : start + Bytes.u8(event.bytes(), from + 4) + Bytes.u8(event.bytes(), from + 5);
    if (end > event.to()) {
      throw new MalformedEventException("truncated GTID " + event);
    }
    return end;
  }

  /**
   * Returns whether the XA_PREPARE event only prepares, or stands for {@code XA COMMIT … ONE
   * PHASE}.
   */
  public static XaStep.Kind kind(BinlogEvent event) {
    boolean onePhase = event.to() > event.from() && event.bytes()[event.from()] != 0;
    return onePhase ? XaStep.Kind.COMMIT_ONE_PHASE : XaStep.Kind.PREPARE;
  }

  private static String text(String gtrid, String bqual, long format) {
    return "X'%s',X'%s',%d".formatted(lower(gtrid), lower(bqual), format & FORMAT_MASK);
  }

  private static String lower(String hex) {
    return HEX.formatHex(HEX.parseHex(hex));
  }
}
