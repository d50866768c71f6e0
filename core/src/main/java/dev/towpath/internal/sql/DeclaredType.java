package dev.towpath.internal.sql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column as a statement declares it.
 *
 * @param name in small letters, as written
 * @param arguments the numbers in parentheses
 * @param labels of an ENUM or SET
 * @param labelsOfBytes the indexes of labels that are given as bytes ({@code x'61'}), which are
 *     text in the column's character set; such a label has one character for each byte
 * @param unsigned whether it says UNSIGNED
 * @param zerofill whether it says ZEROFILL
 * @param charset the character set it names, also by a collation; null if none
 */
public record DeclaredType(
    String name,
    List<Integer> arguments,
    List<String> labels,
    Set<Integer> labelsOfBytes,
    boolean unsigned,
    boolean zerofill,
    @Nullable String charset) {

  public DeclaredType {
    arguments = List.copyOf(arguments);
    labels = List.copyOf(labels);
    labelsOfBytes = Set.copyOf(labelsOfBytes);
  }

  /** A type without labels that names no character set. */
  public static DeclaredType of(String name, List<Integer> arguments, boolean unsigned) {
    return new DeclaredType(name, arguments, List.of(), Set.of(), unsigned, false, null);
  }

  /** The same type with another name and other arguments. */
  public DeclaredType as(String otherName, Integer... otherArguments) {
    return new DeclaredType(
        otherName, List.of(otherArguments), labels, labelsOfBytes, unsigned, zerofill, charset);
  }

  /** The same type with another name. */
  public DeclaredType named(String otherName) {
    return new DeclaredType(
        otherName, arguments, labels, labelsOfBytes, unsigned, zerofill, charset);
  }

  /** The same type with a character set. */
  public DeclaredType in(@Nullable String otherCharset) {
    return new DeclaredType(
        name, arguments, labels, labelsOfBytes, unsigned, zerofill, otherCharset);
  }

  /** The same type as UNSIGNED, without ZEROFILL. */
  public DeclaredType unsignedOnly() {
    return new DeclaredType(name, arguments, labels, labelsOfBytes, true, false, charset);
  }

  /** The same type with other labels, none of them given as bytes. */
  public DeclaredType labelled(List<String> otherLabels) {
    return new DeclaredType(name, arguments, otherLabels, Set.of(), unsigned, zerofill, charset);
  }

  /** The first argument, or {@code otherwise} without one. */
  public int length(int otherwise) {
    return arguments.isEmpty() ? otherwise : arguments.get(0);
  }
}
