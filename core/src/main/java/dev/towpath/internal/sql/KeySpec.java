package dev.towpath.internal.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as a statement declares it. The keys that are not unique take names from the unique ones.
 *
 * @param kind what it is
 * @param name its name; null when the server chooses one
 * @param parts its parts in order
 */
public record KeySpec(Kind kind, @Nullable String name, List<Part> parts) {

  /** Copies the list. */
  public KeySpec {
    parts = List.copyOf(parts);
  }

  /** A primary or a unique key. */
  public KeySpec(boolean primary, @Nullable String name, List<Part> parts) {
    this(primary ? Kind.PRIMARY : Kind.UNIQUE, name, parts);
  }

  /** A kind of key. */
  public enum Kind {
    /** {@code PRIMARY KEY}. */
    PRIMARY,
    /** {@code UNIQUE}. */
    UNIQUE,
    /**
     * A unique key that MariaDB keeps as hashes: it says USING HASH, or its definition tells so.
     * One that is too long for an index is {@link #UNIQUE} in a statement.
     */
    HASHED,
    /** {@code KEY}, {@code FULLTEXT} and {@code SPATIAL}. */
    OTHER,
    /** The key that the server makes for a {@code FOREIGN KEY} unless another one serves it. */
    FOREIGN
  }

  /**
   * Returns the key with the columns of a period in place of its name: the end, then the start.
   *
   * @param period the columns of the period as declared; empty if the statement does not tell
   */
  KeySpec over(List<String> period) throws UnsupportedDdlException {
    if (parts.stream().noneMatch(part -> part.length() == Part.PERIOD)) {
      return this;
    }
    if (period.isEmpty()) {
      throw new UnsupportedDdlException("a key has a period, whose columns it does not name");
    }
    List<Part> columns = new ArrayList<>();
    for (Part part : parts) {
      if (part.length() == Part.PERIOD) {
        columns.add(new Part(period.get(1), true));
        columns.add(new Part(period.get(0), true));
      } else {
        columns.add(part);
      }
    }
    return new KeySpec(kind, name, columns);
  }

  /** Whether it is the primary key. */
  public boolean primary() {
    return kind == Kind.PRIMARY;
  }

  /**
   * A part of a key.
   *
   * @param column the column; null for an expression
   * @param length the characters or bytes that a prefix has; 0 for the whole column, {@link
   *     #UNKNOWN} for a prefix of unknown length
   */
  public record Part(@Nullable String column, int length) {
    /** The length of a prefix that is not known. */
    public static final int UNKNOWN = -1;

    /** In place of a length where a statement names a period; no definition has it. */
    static final int PERIOD = -2;

    /** A column, or a prefix of unknown length. */
    public Part(@Nullable String column, boolean whole) {
      this(column, whole ? 0 : UNKNOWN);
    }

    /** Whether it is the whole column, no prefix. */
    public boolean whole() {
      return length == 0;
    }
  }
}
