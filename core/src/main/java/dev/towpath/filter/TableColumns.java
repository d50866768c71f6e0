package dev.towpath.filter;

import dev.towpath.filter.ColumnFilter.Mask;
import dev.towpath.filter.ColumnRule.Action;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of a {@link ColumnFilter} about one table. Immutable and thread-safe. */
public final class TableColumns {
  private final List<ColumnRule> rules;
  private final Action decisive;

  TableColumns(List<ColumnRule> rules) {
    this.rules = rules;
    boolean anyIncluded = rules.stream().anyMatch(rule -> rule.action() == Action.INCLUDE);
    this.decisive = anyIncluded ? Action.INCLUDE : Action.EXCLUDE;
  }

  /** Returns whether the column is delivered, masked or not. */
  public boolean includes(String column) {
    boolean isNamed =
        rules.stream().anyMatch(rule -> rule.action() == decisive && rule.names(column));
    return isNamed == (decisive == Action.INCLUDE);
  }

  /** Returns the mask of the column's values; null when they are delivered as they are. */
  public @Nullable Mask maskOf(String column) {
    Mask masks = null;
    for (ColumnRule rule : rules) {
      Mask mask = rule.mask();
      if (mask != null && rule.names(column)) {
        masks = masks == null ? mask : then(masks, mask);
      }
    }
    return masks;
  }

  private static Mask then(Mask first, Mask second) {
    return value -> {
      Object masked = first.apply(value);
      return masked == null ? null : second.apply(masked);
    };
  }

  /**
   * Returns the columns, in lower case, that rules without wildcards name. The table is expected to
   * have them.
   */
  public Set<String> expected() {
    return rules.stream()
        .filter(rule -> !rule.tables().hasWildcards())
        .flatMap(rule -> rule.columns().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
