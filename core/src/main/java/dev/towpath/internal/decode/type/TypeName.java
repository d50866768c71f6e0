package dev.towpath.internal.decode.type;

import dev.towpath.internal.sql.DeclaredType;
import org.jspecify.annotations.Nullable;

/**
 * A name by which statements call a data type. Immutable.
 *
 * @param text the name in lower case
 * @param charset the character set that the name implies; null if none
 * @param argument the argument that the name implies; negative if none
 * @param impliesUnsigned whether the number is unsigned
 * @param onlyMariaDb whether only MariaDB knows the name in this meaning
 * @param mode the bit of {@code sql_mode} that the meaning needs; 0 if none
 * @param arguments whether numbers follow in parentheses; null if either
 * @param isOwnText whether {@code COLUMN_TYPE} shows this name
 */
public record TypeName(
    String text,
    @Nullable String charset,
    int argument,
    boolean impliesUnsigned,
    boolean onlyMariaDb,
    long mode,
    @Nullable Boolean arguments,
    boolean isOwnText)
    implements Comparable<TypeName> {

  static final long REAL_AS_FLOAT = 1;
  static final long MAXDB = 0x1000;
  private static final long ORACLE = 0x200;
  private static final int NONE = -1;

  static TypeName called(String text) {
    return new TypeName(text, null, NONE, false, false, 0, null, false);
  }

  TypeName in(String impliedCharset) {
    return new TypeName(
        text, impliedCharset, argument, impliesUnsigned, onlyMariaDb, mode, arguments, isOwnText);
  }

  TypeName fixed(int impliedArgument) {
    return new TypeName(
        text, charset, impliedArgument, impliesUnsigned, onlyMariaDb, mode, arguments, isOwnText);
  }

  TypeName unsigned() {
    return new TypeName(text, charset, argument, true, onlyMariaDb, mode, arguments, isOwnText);
  }

  TypeName inMariaDb() {
    return new TypeName(text, charset, argument, impliesUnsigned, true, mode, arguments, isOwnText);
  }

  TypeName inMode(long bit) {
    return new TypeName(
        text, charset, argument, impliesUnsigned, onlyMariaDb, bit, arguments, isOwnText);
  }

  TypeName inOracleMode() {
    return inMariaDb().inMode(ORACLE);
  }

  TypeName withArguments() {
    return new TypeName(
        text, charset, argument, impliesUnsigned, onlyMariaDb, mode, true, isOwnText);
  }

  TypeName withoutArguments() {
    return new TypeName(
        text, charset, argument, impliesUnsigned, onlyMariaDb, mode, false, isOwnText);
  }

  /**
   * Returns the name marked as the one that {@code COLUMN_TYPE} shows, of a type stored in another.
   */
  TypeName printed() {
    return new TypeName(
        text, charset, argument, impliesUnsigned, onlyMariaDb, mode, arguments, true);
  }

  boolean applies(boolean hasArguments, boolean mariaDb, long sqlMode) {
    return (mariaDb || !onlyMariaDb)
        && (mode & sqlMode) == mode
        && (arguments == null || arguments == hasArguments);
  }

  /** Returns whether {@code COLUMN_TYPE} shows the name for {@code type}. */
  boolean isPrinted(DataType type) {
    return isOwnText || text.equals(type.lowerCaseName());
  }

  /** Returns the declaration with the facts that the name implies. */
  public DeclaredType applyTo(DeclaredType declared, DataType type) {
    DeclaredType named = declared.named(isOwnText ? text : type.lowerCaseName());
    if (argument != NONE) {
      named = named.as(named.name(), argument);
    }
    // A collation that the statement names takes precedence: MariaDB accepts any for JSON.
    if (charset != null && named.charset() == null) {
      named = named.in(charset);
    }
    return impliesUnsigned ? named.unsignedOnly() : named;
  }

  /** Orders the meanings of one name: special ones before general ones. */
  @Override
  public int compareTo(TypeName other) {
    return Integer.compare(other.conditions(), conditions());
  }

  private int conditions() {
    return (onlyMariaDb ? 1 : 0) + (mode != 0 ? 1 : 0) + (arguments != null ? 1 : 0);
  }
}
