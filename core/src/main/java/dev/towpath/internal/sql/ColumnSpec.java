package dev.towpath.internal.sql;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A column as a statement declares it.
 *
 * @param name its name
 * @param type its type
 * @param traits what else is said about it
 */
public record ColumnSpec(String name, DeclaredType type, Set<Trait> traits) {

  /** Copies the set. */
  public ColumnSpec {
    traits = Set.copyOf(traits);
  }

  /** An attribute of a column that matters to rows. */
  public enum Trait {
    /** {@code PRIMARY KEY}. */
    PRIMARY_KEY,
    /** {@code UNIQUE}, also by {@code SERIAL}. */
    UNIQUE,
    /**
     * {@code NOT NULL}, also by {@code AUTO_INCREMENT} and {@code SERIAL}; without it a column may
     * still be so, by its key or its type.
     */
    NOT_NULL,
    /** {@code NULL}. */
    NULL,
    /** It has a collation that takes the character set of the table. */
    COLLATION_OF_TABLE,
    /** {@code INVISIBLE}. */
    INVISIBLE,
    /** Generated and not stored. */
    VIRTUAL,
    /** Generated and stored. */
    STORED,
    /** MariaDB's {@code GENERATED ALWAYS AS ROW START}. */
    ROW_START,
    /** MariaDB's {@code GENERATED ALWAYS AS ROW END}. */
    ROW_END
  }

  /** The same column with another character set. */
  public ColumnSpec in(String charset) {
    return new ColumnSpec(name, type.in(charset), traits);
  }

  /** Returns the column as NOT NULL, regardless of what else is said about it. */
  ColumnSpec notNull() {
    Set<Trait> others = EnumSet.of(Trait.NOT_NULL);
    others.addAll(traits);
    others.remove(Trait.NULL);
    return new ColumnSpec(name, type, others);
  }

  /** The keys that its attributes declare, in the order in which servers add them. */
  public List<KeySpec> keys() {
    List<KeySpec.Part> parts = List.of(new KeySpec.Part(name, true));
    List<KeySpec> keys = new ArrayList<>();
    if (is(Trait.PRIMARY_KEY)) {
      keys.add(new KeySpec(true, null, parts));
    }
    if (is(Trait.UNIQUE)) {
      keys.add(new KeySpec(false, null, parts));
    }
    return keys;
  }

  /** Returns the column without the keys that its attributes declare. */
  public ColumnSpec withoutKeys() {
    Set<Trait> others = EnumSet.noneOf(Trait.class);
    others.addAll(traits);
    others.remove(Trait.UNIQUE);
    if (others.remove(Trait.PRIMARY_KEY)) {
      others.add(Trait.NOT_NULL);
    }
    return new ColumnSpec(name, type, others);
  }

  /** Whether {@code trait} is said. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
