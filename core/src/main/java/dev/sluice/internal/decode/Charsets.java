package dev.sluice.internal.decode;

import org.jspecify.annotations.Nullable;

/** What is known about MySQL's character sets by name. */
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

  /** The character set of a collation's id; null if the collation is unknown. */
  public static @Nullable String ofCollation(int collation) {
    return Collations.charsetOf(collation);
  }
}
