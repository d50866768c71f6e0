package dev.sluice.filter;

import dev.sluice.filter.ColumnRule.Action;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hides columns, or masks their values, before anybody sees them. Immutable and thread-safe.
 *
 * <pre>{@code
 * ColumnFilter.exclude("shop.users", "password", "token")
 *     .and(ColumnFilter.mask("shop.users", "phone", phone -> "…" + last4((String) phone)))
 * }</pre>
 *
 * <p>Tables are globs as in {@link TableFilter}; columns are named exactly, and case does not
 * matter. A hidden column is gone from the table that rows show, with its place in the primary key.
 * Which columns remain is decided once per table version; tables without a rule cost nothing.
 *
 * <p>The text of a statement may hold what a column does: {@link
 * dev.sluice.event.Origin#statement()} is withheld from all rows of a statement that touches a
 * table with a rule. Statements that the server logs as text, {@link
 * dev.sluice.event.SchemaChange}, are not rewritten; {@link StatementFilter#withoutDml()} keeps out
 * those that may hold values.
 */
public final class ColumnFilter {
  private static final ColumnFilter ALL = new ColumnFilter(List.of());

  private final List<ColumnRule> rules;

  private ColumnFilter(List<ColumnRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * What a value becomes. Called on a thread of the pipeline, once for each image of each row that
   * is delivered; must be thread-safe and not wait. What it throws stops the pipeline with a
   * failure that names column and position: no value passes unmasked.
   */
  @FunctionalInterface
  public interface Mask {

    /**
     * The value to deliver instead of {@code value}, in the Java type that {@link
     * dev.sluice.event.Row} documents for the column, for an ENUM or SET made of its labels; or
     * null to deliver NULL. Not asked about values that are NULL or absent: these stay so.
     *
     * @param value the value in that Java type; an array is not to be modified
     */
    @Nullable Object apply(Object value);
  }

  /** Every column as it is. */
  public static ColumnFilter all() {
    return ALL;
  }

  /**
   * Keeps these columns of the tables and hides all others. Several filters of this kind for one
   * table keep the columns that any of them names. As in canal it wins over {@link #exclude}: of a
   * table with included columns, excluded ones are not looked at.
   *
   * @throws IllegalArgumentException if the glob is malformed or no column is given
   */
  public static ColumnFilter include(String tables, String... columns) {
    return of(Action.INCLUDE, TableGlob.parse(tables), ColumnNames.of("include", columns), null);
  }

  /**
   * Hides these columns of the tables.
   *
   * @throws IllegalArgumentException if the glob is malformed or no column is given
   */
  public static ColumnFilter exclude(String tables, String... columns) {
    return of(Action.EXCLUDE, TableGlob.parse(tables), ColumnNames.of("exclude", columns), null);
  }

  /**
   * Replaces the values of the column, in images before and after a change, by what {@code mask}
   * makes of them. Several masks of one column are applied one after the other.
   *
   * @throws IllegalArgumentException if the glob is malformed
   */
  public static ColumnFilter mask(String tables, String column, Mask mask) {
    return of(
        Action.MASK,
        TableGlob.parse(tables),
        ColumnNames.of("mask", column),
        Objects.requireNonNull(mask, "mask"));
  }

  /**
   * Replaces the values of the column by {@code constant}; NULL stays NULL.
   *
   * @param constant a value as a {@link Mask} may return it
   * @throws IllegalArgumentException if the glob is malformed
   */
  public static ColumnFilter replace(String tables, String column, @Nullable Object constant) {
    return mask(tables, column, value -> constant);
  }

  /**
   * The columns that canal would deliver with the same {@code canal.instance.filter.field} and
   * {@code canal.instance.filter.black.field}: {@code shop.users:id/name,shop.orders:id}. Tables
   * are exact names here; either text may be empty.
   *
   * @throws IllegalArgumentException if an entry is malformed, which canal ignores, or names a
   *     table a second time, of which canal keeps the last
   */
  public static ColumnFilter fields(String include, String exclude) {
    List<ColumnRule> rules = new ArrayList<>(FieldList.parse(Action.INCLUDE, include));
    rules.addAll(FieldList.parse(Action.EXCLUDE, exclude));
    return new ColumnFilter(rules);
  }

  private static ColumnFilter of(
      Action action, TableGlob tables, Set<String> columns, @Nullable Mask mask) {
    return new ColumnFilter(List.of(new ColumnRule(action, tables, columns, mask)));
  }

  /** What both this filter and {@code other} say, this one first. */
  public ColumnFilter and(ColumnFilter other) {
    List<ColumnRule> both = new ArrayList<>(rules);
    both.addAll(other.rules);
    return new ColumnFilter(both);
  }

  /** Whether there is a rule for the table. */
  public boolean touches(String database, String table) {
    for (ColumnRule rule : rules) {
      if (rule.isAbout(database, table)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the column is delivered, masked or not. */
  public boolean includes(String database, String table, String column) {
    List<ColumnRule> about = about(database, table);
    boolean anyIncluded = about.stream().anyMatch(rule -> rule.action() == Action.INCLUDE);
    Action decisive = anyIncluded ? Action.INCLUDE : Action.EXCLUDE;
    boolean named =
        about.stream().anyMatch(rule -> rule.action() == decisive && rule.names(column));
    return named == anyIncluded;
  }

  /** What becomes of the column's values; null when they are delivered as they are. */
  public @Nullable Mask maskOf(String database, String table, String column) {
    Mask masks = null;
    for (ColumnRule rule : about(database, table)) {
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
   * The columns, in lower case, that rules without wildcards name for the table: those it can be
   * expected to have.
   */
  public Set<String> expectedColumns(String database, String table) {
    return about(database, table).stream()
        .filter(rule -> !rule.tables().hasWildcards())
        .flatMap(rule -> rule.columns().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<ColumnRule> about(String database, String table) {
    return rules.stream().filter(rule -> rule.isAbout(database, table)).toList();
  }

  @Override
  public String toString() {
    return rules.isEmpty()
        ? "all columns"
        : rules.stream().map(ColumnRule::toString).collect(Collectors.joining(" and "));
  }
}
