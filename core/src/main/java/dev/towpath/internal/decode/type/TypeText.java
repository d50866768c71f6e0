package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.text.Utf8;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The text of a column's type, as in {@code information_schema.COLUMNS.COLUMN_TYPE}, in a canonical
 * form: equal types have equal texts. It lacks display widths, {@code ZEROFILL} and the precision
 * of floating-point numbers, which are not in the binlog. Immutable.
 *
 * @param name the name of the type
 * @param arguments the text in parentheses, empty if there is none
 * @param unsigned whether a number is unsigned
 * @param labels the labels of an ENUM or SET, otherwise empty
 */
public record TypeText(String name, String arguments, boolean unsigned, List<String> labels) {

  /** Reads the text of a type in any form that MySQL or MariaDB prints. */
  public static TypeText parse(String text) {
    int end = 0;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    String name = text.substring(0, end).toLowerCase(Locale.ROOT);
    DataType type = DataType.printed(name);
    if (type != null && type.isLabelled()) {
      return new TypeText(name, "", false, labels(text, end));
    }
    String arguments = "";
    int rest = end;
    if (end < text.length() && text.charAt(end) == '(') {
      int close = text.indexOf(')', end);
      rest = close < 0 ? text.length() : close + 1;
      arguments = text.substring(end + 1, close < 0 ? text.length() : close);
    }
    String attributes = text.substring(rest).toLowerCase(Locale.ROOT);
    boolean unsigned = attributes.contains("unsigned") || attributes.contains("zerofill");
    return DataType.canonical(name, arguments.replace(" ", ""), unsigned);
  }

  /**
   * Returns labels in parentheses, each in quotes and escaped as MySQL does ({@code
   * append_unescaped}).
   */
  public static String quoted(List<String> labels) {
    var text = new StringBuilder();
    char separator = '(';
    for (String label : labels) {
      text.append(separator).append('\'');
      for (int i = 0; i < label.length(); i++) {
        appendEscaped(text, label.charAt(i));
      }
      text.append('\'');
      separator = ',';
    }
    return text.append(')').toString();
  }

  private static void appendEscaped(StringBuilder text, char character) {
    switch (character) {
      case 0 -> text.append("\\0");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\\' -> text.append("\\\\");
      case '\'' -> text.append("''");
      default -> text.append(character);
    }
  }

  private static List<String> labels(String text, int from) {
    List<String> labels = new ArrayList<>();
    int at = text.indexOf('\'', from);
    while (at >= 0) {
      var label = new StringBuilder();
      int end = unquote(text, at + 1, label);
      // MySQL 9 shows bytes that are no text as x'e9'.
      boolean isHex = text.charAt(at - 1) == 'x';
      labels.add(isHex ? ofBytes(label.toString()) : label.toString());
      at = end < text.length() && text.charAt(end) == ',' ? text.indexOf('\'', end) : -1;
    }
    return List.copyOf(labels);
  }

  private static String ofBytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return Utf8.decode(bytes, 0, bytes.length);
  }

  /** Appends the text up to the closing quote and returns the place after the quote. */
  private static int unquote(String text, int from, StringBuilder label) {
    int at = from;
    while (at < text.length()) {
      char character = text.charAt(at++);
      boolean more = at < text.length();
      if (character == '\'') {
        if (!more || text.charAt(at) != '\'') {
          return at;
        }
        at++;
      } else if (character == '\\' && more) {
        character = unescaped(text.charAt(at++));
      }
      label.append(character);
    }
    return at;
  }

  private static char unescaped(char character) {
    return switch (character) {
      case '0' -> '\0';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> character;
    };
  }

  @Override
  public String toString() {
    return name
        + (labels.isEmpty() ? "" : quoted(labels))
        + (arguments.isEmpty() ? "" : '(' + arguments + ')')
        + (unsigned ? " unsigned" : "");
  }
}
