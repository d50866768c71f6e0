package dev.towpath.sink.rocketmq.internal.message;

import java.util.HexFormat;

/**
 * The escaping of text in message properties. RocketMQ separates properties by the characters 1 and
 * 2, and keys by blanks. It silently truncates or splits values that contain them.
 */
public final class PropertyText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PropertyText() {}

  /**
   * Returns the text with blanks, control characters and percent signs as {@code %XX}. Empty text
   * becomes {@code %}, because a property must not be blank.
   */
  public static String escape(String text) {
    if (text.isEmpty()) {
      return "%";
    }
    for (int i = 0; i < text.length(); i++) {
      if (isSpecial(text.charAt(i))) {
        return escapeFrom(text, i);
      }
    }
    return text;
  }

  private static String escapeFrom(String text, int first) {
    var escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpecial(c)) {
        escaped.append('%').append(HEX.toHexDigits((byte) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static boolean isSpecial(char c) {
    return c <= ' ' || c == '%' || c == 0x7f;
  }
}
