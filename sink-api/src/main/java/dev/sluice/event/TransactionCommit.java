package dev.sluice.event;

/**
 * A transaction is committed; all its changes have been delivered.
 *
 * @param origin when and where
 */
public record TransactionCommit(Origin origin) implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.COMMIT;
  }
}
