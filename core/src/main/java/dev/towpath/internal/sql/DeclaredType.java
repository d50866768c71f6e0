package dev.towpath.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column as a statement declares it.
 *
 * @param name in small letters, as written
 * @param arguments the numbers in parentheses
 * @param labels of an ENUM or SET
 * @param unsigned whether it says UNSIGNED
 * @param zerofill whether it says ZEROFILL
 * @param charset the character set it names, also by a collation; null if none
 */
public record DeclaredType(
    String name,
    List<Integer> arguments,
    List<String> labels,
    boolean unsigned,
    boolean zerofill,
    @Nullable String charset) {

  public DeclaredType {
    arguments = List.copyOf(arguments);
    labels = List.copyOf(labels);
  }

  /** The same type with another name and other arguments. */
  public DeclaredType as(String otherName, Integer... otherArguments) {
    return new DeclaredType(
        otherName, List.of(otherArguments), labels, unsigned, zerofill, charset);
  }

  /** The same type with another name. */
  public DeclaredType named(String otherName) {
    return new DeclaredType(otherName, arguments, labels, unsigned, zerofill, charset);
  }

  /** The same type with a character set. */
  public DeclaredType in(@Nullable String otherCharset) {
    return new DeclaredType(name, arguments, labels, unsigned, zerofill, otherCharset);
  }

  /** The same type with other labels. */
  public DeclaredType labelled(List<String> otherLabels) {
    return new DeclaredType(name, arguments, otherLabels, unsigned, zerofill, charset);
  }

  /** The first argument, or {@code otherwise} without one. */
  public int length(int otherwise) {
    return arguments.isEmpty() ? otherwise : arguments.get(0);
  }
}
