package dev.towpath.internal.sql;

/**
 * The rule by which servers compare the names of columns and keys: in small letters, one character
 * at a time. Java's {@code equalsIgnoreCase} compares capital letters, too, and takes {@code ı} for
 * {@code i}; its {@code toLowerCase} has rules for words.
 */
public final class NameCase {
  /**
   * Pairs of the first and the last character of the parts of Unicode that came after the tables of
   * the servers: they leave capital letters as they are there.
   */
  private static final String YOUNGER =
      "\u0220\u0220\u023a\u024e\u0370\u037f\u03cf\u03cf\u03d8\u03d8\u03f4\u03ff\u048a\u048a\u04c0\u04c0"
          + "\u04c5\u04c5\u04c9\u04c9\u04cd\u04cd\u04f6\u04f6\u04fa\u052f\u10a0\u10cd\u13a0\u13f5\u1c90\u1cbf"
          + "\u1e9e\u1e9e\u1efa\u1efe\u2132\u2132\u2183\u2183\u2c00\u2cf2\ua640\ua69a\ua722\ua7f5";

  private NameCase() {}

  /** Whether two names are one. */
  public static boolean isSame(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (lower(one.charAt(i)) != lower(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The name in small letters, the same for all names that are one. */
  public static String folded(String name) {
    char[] characters = name.toCharArray();
    for (int i = 0; i < characters.length; i++) {
      characters[i] = lower(characters[i]);
    }
    return new String(characters);
  }

  private static char lower(char character) {
    char lower = Character.toLowerCase(character);
    if (lower != character && character >= YOUNGER.charAt(0)) {
      for (int i = 0; i < YOUNGER.length(); i += 2) {
        if (character >= YOUNGER.charAt(i) && character <= YOUNGER.charAt(i + 1)) {
          return character;
        }
      }
    }
    return lower;
  }
}
