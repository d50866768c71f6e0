package dev.towpath.internal.sql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rules about the names of collations. */
public final class CollationNames {
  private CollationNames() {}

  /**
   * Returns the character set of a collation, which begins with its name; null for MariaDB's
   * collations of UCA 14.0.0 without one, which take the character set of their context.
   */
  public static @Nullable String charsetOf(String collation) {
    int end = collation.indexOf('_');
    String name = end < 0 ? collation : collation.substring(0, end);
    String charset = name.toLowerCase(Locale.ROOT);
    return charset.equals("uca1400") ? null : charset;
  }
}
