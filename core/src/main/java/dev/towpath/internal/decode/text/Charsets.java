package dev.towpath.internal.decode.text;

import dev.towpath.internal.decode.DecodeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lookups of MySQL's character sets by name, and conversions between them. */
public final class Charsets {
  private Charsets() {}

  /**
   * The most bytes that a character of {@code charset} needs; 1 for {@code binary}.
   *
   * @throws DecodeException if the character set is not supported
   */
  public static int maxBytes(String charset) {
    return charset.equals("binary") ? 1 : CharacterSets.of(charset).maxBytes();
  }

  /**
   * The text as a column of {@code charset} keeps it, a question mark for each character that the
   * set lacks; null if that cannot be told or the character set is not supported.
   */
  public static @Nullable String storable(String text, String charset) {
    CharacterSet set = known(charset);
    if (set == null) {
      return null;
    }
    var kept = new StringBuilder();
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      int character = text.codePointAt(at);
      boolean isMissing = set.encode(Character.toString(character)) == null;
      if (isMissing && isDoubtful(character)) {
        return null;
      }
      isMissing |= CharacterSets.isOnlyInJava(set, character);
      kept.appendCodePoint(isMissing ? '?' : character);
    }
    return kept.toString();
  }

  /** Characters for which MySQL may have a code although Java has none, as for U+6661 in cp932. */
  private static boolean isDoubtful(int character) {
    return character == CharacterSet.REPLACEMENT
        || character == '\u6661'
        || Character.getType(character) == Character.PRIVATE_USE;
  }

  /** Whether MySQL's character set has all characters that Java read in its bytes. */
  public static boolean hasAllOf(String charset, String text) {
    CharacterSet set = CharacterSets.of(charset);
    return text.codePoints().noneMatch(c -> c >= 0x80 && CharacterSets.isOnlyInJava(set, c));
  }

  /**
   * The text that the bytes of a text mean in another character set, with U+FFFD for bytes that are
   * no character of it; null if that cannot be told or a character set is not supported.
   */
  public static @Nullable String reinterpreted(String text, String from, String to) {
    CharacterSet source = known(from);
    CharacterSet target = known(to);
    // Servers show a question mark for characters outside the basic plane.
    boolean isDoubtful =
        text.indexOf(CharacterSet.REPLACEMENT) >= 0
            || (text.indexOf('?') >= 0 && CharacterSets.hasSupplementary(from));
    byte[] bytes = source == null || isDoubtful ? null : source.encode(text);
    if (bytes == null || target == null) {
      return null;
    }
    String other = withoutOnlyInJava(target.decode(bytes, 0, bytes.length), target);
    boolean isText = other.indexOf(CharacterSet.REPLACEMENT) < 0;
    // Two codes of one character cannot be told apart afterwards.
    return !isText || Arrays.equals(bytes, target.encode(other)) ? other : null;
  }

  /**
   * The text that a server makes of bytes in a character set: zeros before them complete the first
   * character. Null if the bytes are no text of MySQL's character set, if that cannot be told, or
   * if the character set is not supported.
   */
  public static @Nullable String text(String charset, byte[] bytes) {
    CharacterSet set = known(charset);
    if (set == null) {
      return null;
    }
    int missing = -bytes.length & (minBytes(charset) - 1);
    byte[] whole = new byte[missing + bytes.length];
    System.arraycopy(bytes, 0, whole, missing, bytes.length);
    String text = withoutOnlyInJava(set.decode(whole, 0, whole.length), set);
    return text.codePoints().anyMatch(Charsets::isDoubtful) ? null : text;
  }

  /** The fewest bytes of a character ({@code mbminlen}). */
  private static int minBytes(String charset) {
    return switch (charset) {
      case "ucs2", "utf16", "utf16le" -> 2;
      case "utf32" -> 4;
      default -> 1;
    };
  }

  /** A text with U+FFFD for each character that MySQL's character set lacks. */
  private static String withoutOnlyInJava(String text, CharacterSet set) {
    var kept = new StringBuilder();
    text.codePoints()
        .map(c -> CharacterSets.isOnlyInJava(set, c) ? CharacterSet.REPLACEMENT : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static @Nullable CharacterSet known(String charset) {
    try {
      return CharacterSets.of(charset);
    } catch (DecodeException e) {
      return null;
    }
  }

  /**
   * The text that bytes in {@code charset} stand for. Bytes that are no character are U+FFFD.
   *
   * @throws DecodeException if the character set is not supported
   */
  public static String decode(String charset, byte[] bytes, int at, int length) {
    return CharacterSets.of(charset).decode(bytes, at, length);
  }

  /**
   * The same text without the corrections of {@link CharacterSets}, which make ASCII characters of
   * others. Bytes of ASCII alone become ASCII characters here.
   */
  public static String withoutCorrections(String charset, byte[] bytes, int at, int length) {
    return CharacterSets.of(charset).withoutCorrections(bytes, at, length);
  }

  /** The bytes of a text; null if the character set is not supported or lacks a character. */
  public static byte @Nullable [] encode(String charset, String text) {
    CharacterSet set = known(charset);
    return set == null ? null : set.encode(text);
  }

  /** The character set of a collation's id; null if the collation is unknown. */
  public static @Nullable String ofCollation(int collation) {
    return Collations.charsetOf(collation);
  }
}
