package dev.towpath.filter;

import dev.towpath.event.EventKind;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A filter that chooses the kinds of changes and statements to deliver, regardless of their table.
 * Immutable and thread-safe; every method returns another filter:
 *
 * <pre>{@code
 * KindFilter.all().withoutDcl().withoutDeletes()
 * }</pre>
 *
 * <p>A filter only hides: the position moves past hidden events, and table definitions are followed
 * whether DDL is delivered or not. A transaction whose changes are all hidden has no markers
 * either.
 */
public final class KindFilter {
  private static final KindFilter ALL =
      new KindFilter(
          EnumSet.allOf(EventKind.class),
          EnumSet.complementOf(EnumSet.of(StatementKind.DCL)),
          false);

  // Asked for every row, so these sets are bit sets that never change.
  private final Set<EventKind> events;
  private final Set<StatementKind> statements;
  private final boolean secrets;

  private KindFilter(Set<EventKind> events, Set<StatementKind> statements, boolean secrets) {
    this.events = events;
    this.statements = statements;
    this.secrets = secrets;
  }

  /**
   * Returns a filter that delivers everything but statements about users and rights, and hides the
   * secrets in other statements.
   */
  public static KindFilter all() {
    return ALL;
  }

  /** Hides DDL, but not its effect: rows that follow have the new columns. */
  public KindFilter withoutDdl() {
    return without(StatementKind.DDL);
  }

  /** Hides statements about users and rights, as {@link #all()} does. */
  public KindFilter withoutDcl() {
    return without(StatementKind.DCL);
  }

  /**
   * Delivers statements about users and rights, regardless of the table filter. Passwords in them,
   * and their hashes, are {@code '<secret>'} unless {@link #withSecrets()} is called, too.
   */
  public KindFilter withDcl() {
    EnumSet<StatementKind> more = EnumSet.of(StatementKind.DCL);
    more.addAll(statements);
    return new KindFilter(events, more, secrets);
  }

  /**
   * Delivers the secrets in delivered statements: passwords and hashes of accounts, of {@code
   * CREATE SERVER}, and of the connections of federated tables. Otherwise each is {@code
   * '<secret>'}. Every reader of the sink's output sees them.
   */
  public KindFilter withSecrets() {
    return new KindFilter(events, statements, true);
  }

  /**
   * Hides changes of data that the server logged as text, which are then not delivered at all. Also
   * hides the text of the statements behind row changes, {@link
   * dev.towpath.event.Origin#statement()}.
   */
  public KindFilter withoutDml() {
    return without(StatementKind.DML);
  }

  /** Hides statements that are neither DDL nor DCL nor DML. */
  public KindFilter withoutOthers() {
    return without(StatementKind.OTHER);
  }

  /** Hides all row changes; table definitions are then never needed and never queried. */
  public KindFilter withoutRows() {
    return withoutInserts().withoutUpdates().withoutDeletes();
  }

  /** Hides inserted rows. */
  public KindFilter withoutInserts() {
    return without(EventKind.INSERT);
  }

  /** Hides updated rows. */
  public KindFilter withoutUpdates() {
    return without(EventKind.UPDATE);
  }

  /** Hides deleted rows. */
  public KindFilter withoutDeletes() {
    return without(EventKind.DELETE);
  }

  /**
   * Hides the begin and commit markers of transactions; batches and positions still end with them.
   */
  public KindFilter withoutTransactionMarkers() {
    return without(EventKind.BEGIN).without(EventKind.COMMIT);
  }

  private KindFilter without(EventKind kind) {
    EnumSet<EventKind> left = EnumSet.noneOf(EventKind.class);
    left.addAll(events);
    left.remove(kind);
    return new KindFilter(left, statements, secrets);
  }

  private KindFilter without(StatementKind kind) {
    EnumSet<StatementKind> left = EnumSet.noneOf(StatementKind.class);
    left.addAll(statements);
    left.remove(kind);
    return new KindFilter(events, left, secrets);
  }

  /** Returns whether events of the kind are delivered. */
  public boolean includes(EventKind kind) {
    return events.contains(kind);
  }

  /** Returns whether statements of the kind, logged as text, are delivered. */
  public boolean includes(StatementKind kind) {
    return statements.contains(kind);
  }

  /** Returns whether secrets in statements are delivered. */
  public boolean includesSecrets() {
    return secrets;
  }

  /** Returns whether row changes of any kind are delivered. */
  public boolean includesRows() {
    return includes(EventKind.INSERT) || includes(EventKind.UPDATE) || includes(EventKind.DELETE);
  }

  @Override
  public String toString() {
    Set<Object> hidden = new LinkedHashSet<>();
    for (EventKind kind : EventKind.values()) {
      if (!includes(kind)) {
        hidden.add(kind);
      }
    }
    for (StatementKind kind : StatementKind.values()) {
      if (!includes(kind) && kind != StatementKind.DCL) {
        hidden.add(kind);
      }
    }
    return (hidden.isEmpty() ? "everything" : "everything but " + hidden)
        + (includes(StatementKind.DCL) ? " with DCL" : "")
        + (secrets ? " with secrets" : "");
  }
}
