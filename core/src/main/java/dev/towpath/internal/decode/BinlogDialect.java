package dev.towpath.internal.decode;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The differences between servers in the optional metadata of a TABLE_MAP event and in the text of
 * JSON documents. Immutable.
 */
public final class BinlogDialect {
  /** The dialect of a server of unknown version: facts that depend on the version stay unknown. */
  public static final BinlogDialect UNKNOWN =
      new BinlogDialect(YearSign.UNKNOWN, false, JsonStyle.MYSQL_8);

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

  // Observed: 8.0.12 leaves YEAR out of the signedness bits, 8.0.29 includes it.
  private static final long LAST_WITHOUT_YEAR = version(8, 0, 12);
  private static final long FIRST_WITH_YEAR = version(8, 0, 29);

  private final YearSign yearSign;
  private final boolean geometryHasCharset;
  private final JsonStyle jsonStyle;

  private BinlogDialect(YearSign yearSign, boolean geometryHasCharset, JsonStyle jsonStyle) {
    this.yearSign = yearSign;
    this.geometryHasCharset = geometryHasCharset;
    this.jsonStyle = jsonStyle;
  }

  /**
   * Returns the dialect of the server that wrote the binlog.
   *
   * @param serverVersion as in the FORMAT_DESCRIPTION event, {@code 8.0.36} or {@code
   *     10.11.6-MariaDB-log}
   */
  public static BinlogDialect of(String serverVersion) {
    if (serverVersion.toLowerCase(Locale.ROOT).contains("mariadb")) {
      return new BinlogDialect(YearSign.PRESENT, true, JsonStyle.MYSQL_8);
    }
    Matcher version = VERSION.matcher(serverVersion);
    if (!version.matches() || version.end(3) > 9) {
      return UNKNOWN;
    }
    long number =
        version(
            Integer.parseInt(version.group(1)),
            Integer.parseInt(version.group(2)),
            Integer.parseInt(version.group(3)));
    if (number <= LAST_WITHOUT_YEAR) {
      JsonStyle style = number < version(8, 0, 0) ? JsonStyle.MYSQL_5_7 : JsonStyle.MYSQL_8;
      return new BinlogDialect(YearSign.ABSENT, false, style);
    }
    return number >= FIRST_WITH_YEAR
        ? new BinlogDialect(YearSign.PRESENT, false, JsonStyle.MYSQL_8)
        : UNKNOWN;
  }

  /**
   * Returns whether a {@code YEAR} column has a bit in the field of signed and unsigned numbers.
   */
  public YearSign yearSign() {
    return yearSign;
  }

  /**
   * Returns whether a spatial column has an entry in the field of collations of character columns.
   */
  public boolean geometryHasCharset() {
    return geometryHasCharset;
  }

  /** Returns the server's way to print JSON documents. */
  public JsonStyle jsonStyle() {
    return jsonStyle;
  }

  /** Returns whether it is a MariaDB; only MariaDB tells the collation of a spatial column. */
  public boolean isMariaDb() {
    return geometryHasCharset;
  }

  private static long version(int major, int minor, int patch) {
    return (major * 1_000L + minor) * 1_000L + patch;
  }

  public enum YearSign {
    PRESENT,
    ABSENT,
    UNKNOWN
  }

  /** The ways in which servers print the numbers of JSON documents. */
  public enum JsonStyle {
    /** A whole double is printed like an integer: {@code 100}, {@code -0}. */
    MYSQL_5_7,
    /** A whole double keeps a fraction, so that it reads back as a double: {@code 100.0}. */
    MYSQL_8
  }
}
