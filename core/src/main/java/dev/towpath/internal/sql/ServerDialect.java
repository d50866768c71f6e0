package dev.towpath.internal.sql;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind and version of a server, which decide how it prints types and reads statements.
 *
 * @param version {@code 80012} for 8.0.12
 * @param mariaDb whether it is a MariaDB
 */
public record ServerDialect(int version, boolean mariaDb) {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,3})\\.(\\d{1,2})\\.(\\d{1,2})");

  /** An unknown server: every executed comment counts. */
  public static final ServerDialect UNKNOWN = new ServerDialect(0, false);

  private static final int WITHOUT_WIDTHS = 80019;

  /** Of a version as servers announce it: {@code 8.0.12-log}. */
  public static ServerDialect of(String version) {
    // MariaDB announces itself to replicas of old as 5.5.5-10.6.4-MariaDB.
    String own = version.startsWith("5.5.5-") ? version.substring(6) : version;
    Matcher numbers = NUMBERS.matcher(own);
    int number = 0;
    if (numbers.find()) {
      for (int group = 1; group <= 3; group++) {
        number = number * 100 + Integer.parseInt(numbers.group(group));
      }
    }
    return new ServerDialect(number, version.toLowerCase(Locale.ROOT).contains("mariadb"));
  }

  /** Whether {@code COLUMN_TYPE} shows the display widths of integers. */
  public boolean showsWidths() {
    return mariaDb || version < WITHOUT_WIDTHS;
  }
}
