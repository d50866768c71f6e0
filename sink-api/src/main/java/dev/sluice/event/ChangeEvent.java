package dev.sluice.event;

/**
 * One thing that happened in the database, in commit order.
 *
 * <p>On Java 17 dispatch with {@code instanceof} patterns or {@code switch (event.kind())}; on 21
 * and later with an exhaustive {@code switch (event)}. Immutable.
 */
public sealed interface ChangeEvent
    permits RowChange, StatementEvent, TransactionBegin, TransactionCommit, Heartbeat, Gap {

  /** When and where it happened; one instance is shared by all rows of a binlog event. */
  Origin origin();

  /** The constant that corresponds to this event's type. */
  EventKind kind();
}
