package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of JSON paths as servers write them into their binlog ({@code Json_path::to_string}):
 * {@code $.name."quoted name"[3][last][last-2]}, without wildcards. Used by one thread, for one
 * path.
 */
final class JsonPath {
  private static final long MAX_INDEX = 0xffff_ffffL;

  private final String text;
  private int at;

  private JsonPath(String text) {
    this.text = text;
  }

  /**
   * Returns the steps of a path, at least one.
   *
   * @param column the column of the document, for messages
   * @throws DecodeException if the path is of another form
   */
  static List<JsonLeg> parse(String text, String column) {
    var path = new JsonPath(text);
    List<JsonLeg> legs = new ArrayList<>();
    boolean valid = path.accept('$');
    while (valid && path.at < text.length()) {
      JsonLeg leg = path.leg();
      valid = leg != null && legs.add(leg);
    }
    if (!valid || legs.isEmpty()) {
      throw new DecodeException(
          column + ": the JSON path " + text + " cannot be read at character " + (path.at + 1));
    }
    return legs;
  }

  private @Nullable JsonLeg leg() {
    if (accept('[')) {
      return cell();
    }
    if (!accept('.')) {
      return null;
    }
    String name = accept('"') ? quoted() : plain();
    return name == null ? null : new JsonLeg.Member(new JsonKey(utf8(name)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable JsonLeg cell() {
    boolean fromEnd = text.startsWith("last", at);
    at += fromEnd ? 4 : 0;
    long index = !fromEnd || accept('-') ? number() : 0;
    return index >= 0 && accept(']') ? new JsonLeg.Cell(index, fromEnd) : null;
  }

  /** Reads the number that follows, or returns -1. */
  private long number() {
    int start = at;
    long number = 0;
    while (at < text.length() && isDigit(text.charAt(at)) && number <= MAX_INDEX) {
      number = number * 10 + text.charAt(at++) - '0';
    }
    return at > start && number <= MAX_INDEX ? number : -1;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private @Nullable String plain() {
    int start = at;
    while (at < text.length() && ".[*\" ".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at > start ? text.substring(start, at) : null;
  }

  /** Reads the name up to the closing quote, and skips the quote. */
  private @Nullable String quoted() {
    var name = new StringBuilder();
    while (at < text.length()) {
      char character = text.charAt(at++);
      if (character == '"') {
        return name.toString();
      }
      int unescaped = character == '\\' ? escaped() : character;
      if (unescaped < 0) {
        return null;
      }
      name.append((char) unescaped);
    }
    return null;
  }

  /** Reads the escape sequence after a backslash; returns its character, or -1. */
  private int escaped() {
    if (at == text.length()) {
      return -1;
    }
    char character = text.charAt(at++);
    return switch (character) {
      case '"', '\\', '/' -> character;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> -1;
    };
  }

  private int hexadecimal() {
    if (text.length() - at < 4) {
      return -1;
    }
    int code = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = Character.digit(text.charAt(at), 16);
      if (digit < 0) {
        return -1;
      }
      code = code << 4 | digit;
    }
    return code;
  }

  private boolean accept(char expected) {
    boolean found = at < text.length() && text.charAt(at) == expected;
    at += found ? 1 : 0;
    return found;
  }
}
