package dev.towpath.internal.sql;

/**
 * The rule by which servers compare the names of columns and keys: in small letters, one character
 * at a time. Java's {@code equalsIgnoreCase} compares capital letters, too, and takes {@code ı} for
 * {@code i}; its {@code toLowerCase} has rules for words.
 */
public final class NameCase {
  private NameCase() {}

  /** Whether two names are one. */
  public static boolean isSame(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (Character.toLowerCase(one.charAt(i)) != Character.toLowerCase(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The name in small letters, the same for all names that are one. */
  public static String folded(String name) {
    char[] characters = name.toCharArray();
    for (int i = 0; i < characters.length; i++) {
      characters[i] = Character.toLowerCase(characters[i]);
    }
    return new String(characters);
  }
}
