package dev.towpath.event;

/**
 * An event in the database: a row change, a statement, or a mark in the stream. Events are
 * delivered in commit order. Immutable.
 *
 * <p>On Java 17, dispatch with {@code instanceof} patterns or {@code switch (event.kind())}; on
 * Java 21 and later, with an exhaustive {@code switch (event)}.
 */
public sealed interface ChangeEvent
    permits RowChange, StatementEvent, TransactionBegin, TransactionCommit, Heartbeat, Gap {

  /** Returns the time and place of the event; all rows of a binlog event share one instance. */
  Origin origin();

  /** Returns the constant that corresponds to this event's type. */
  EventKind kind();
}
