package dev.towpath.internal.protocol;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version a server announces.
 *
 * @param text as announced, such as {@code 8.0.33} or {@code 11.4.5-MariaDB-log}
 * @param major the first number; 0 when the text has none
 * @param minor the second number
 */
public record ServerVersion(String text, int major, int minor) {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  static ServerVersion parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    return numbers.find()
        ? new ServerVersion(
            text, Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
        : new ServerVersion(text, 0, 0);
  }

  /** Whether the server is a MariaDB. */
  public boolean isMariaDb() {
    return text.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  /** Whether this is {@code major.minor} or later. */
  public boolean isAtLeast(int major, int minor) {
    return this.major > major || (this.major == major && this.minor >= minor);
  }
}
