package dev.towpath.event;

/**
 * The commit of a transaction; all its changes have been delivered.
 *
 * @param origin the time and place
 */
public record TransactionCommit(Origin origin) implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.COMMIT;
  }
}
