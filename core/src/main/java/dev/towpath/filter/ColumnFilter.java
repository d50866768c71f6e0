package dev.towpath.filter;

import dev.towpath.filter.ColumnRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A filter that hides columns or masks their values before anything else sees them. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * ColumnFilter.exclude("shop.users", "password", "token")
 *     .and(ColumnFilter.mask("shop.users", "phone", phone -> "…" + last4((String) phone)))
 * }</pre>
 *
 * <p>Tables are globs as in {@link TableFilter}; columns are named exactly, and case does not
 * matter. A hidden column is missing from the table of a row and from its primary key. Which
 * columns remain is decided once per table version; tables without a rule cost nothing.
 *
 * <p>The text of a statement may contain column values. So {@link
 * dev.towpath.event.Origin#statement()} is withheld from all rows of a statement that touches a
 * table with a rule. Statements that the server logs as text, {@link
 * dev.towpath.event.SchemaChange}, are not rewritten; {@link KindFilter#withoutDml()} hides
 * statements that may contain values.
 */
public final class ColumnFilter {
  private static final ColumnFilter ALL = new ColumnFilter(List.of());

  private final List<ColumnRule> rules;

  private ColumnFilter(List<ColumnRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * A function that replaces a value before it is delivered. Called on a thread of the pipeline,
   * once for each image of each delivered row; must be thread-safe and must not block. An exception
   * stops the pipeline with a failure that names column and position: no value passes unmasked.
   */
  @FunctionalInterface
  public interface Mask {

    /**
     * Returns the value to deliver instead of {@code value}, or null to deliver NULL. Its Java type
     * is the type that {@link dev.towpath.event.Row} documents for the column; for an ENUM or SET
     * it consists of its labels. Not called for values that are NULL or absent: these stay so.
     *
     * @param value the value in that Java type; an array is not to be modified
     */
    @Nullable Object apply(Object value);
  }

  /** Returns a filter that delivers every column as it is. */
  public static ColumnFilter all() {
    return ALL;
  }

  /**
   * Returns a filter that keeps these columns of the tables and hides all others. Several filters
   * of this kind for one table keep the columns that any of them names. As in canal it takes
   * precedence over {@link #exclude}: for a table with included columns, exclusions are ignored.
   *
   * @throws IllegalArgumentException if the glob is malformed or no column is given
   */
  public static ColumnFilter include(String tables, String... columns) {
    return of(Action.INCLUDE, TableGlob.parse(tables), ColumnNames.of("include", columns), null);
  }

  /**
   * Returns a filter that hides these columns of the tables.
   *
   * @throws IllegalArgumentException if the glob is malformed or no column is given
   */
  public static ColumnFilter exclude(String tables, String... columns) {
    return of(Action.EXCLUDE, TableGlob.parse(tables), ColumnNames.of("exclude", columns), null);
  }

  /**
   * Returns a filter that replaces the values of the column, in before and after images, by the
   * results of {@code mask}. Several masks of one column are applied one after the other.
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
   * Returns a filter that replaces the values of the column by {@code constant}; NULL stays NULL.
   *
   * @param constant a value as a {@link Mask} may return it
   * @throws IllegalArgumentException if the glob is malformed
   */
  public static ColumnFilter replace(String tables, String column, @Nullable Object constant) {
    return mask(tables, column, value -> constant);
  }

  /**
   * Returns a filter for the columns that canal would deliver with the same {@code
   * canal.instance.filter.field} and {@code canal.instance.filter.black.field}: {@code
   * shop.users:id/name,shop.orders:id}. Tables are exact names here; either text may be empty.
   *
   * @throws IllegalArgumentException if an entry is malformed, which canal ignores, or names a
   *     table a second time, where canal keeps the last entry
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

  /** Returns a filter that applies this filter and then {@code other}. */
  public ColumnFilter and(ColumnFilter other) {
    List<ColumnRule> both = new ArrayList<>(rules);
    both.addAll(other.rules);
    return new ColumnFilter(both);
  }

  /** Returns the rules about a table; empty when every column is delivered as it is. */
  public Optional<TableColumns> rulesOf(String database, String table) {
    List<ColumnRule> about = rules.stream().filter(rule -> rule.isAbout(database, table)).toList();
    return about.isEmpty() ? Optional.empty() : Optional.of(new TableColumns(about));
  }

  @Override
  public String toString() {
    return rules.isEmpty()
        ? "all columns"
        : rules.stream().map(ColumnRule::toString).collect(Collectors.joining(" and "));
  }
}
