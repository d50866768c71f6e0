package dev.towpath.event;

/**
 * The beginning of a transaction; its changes follow.
 *
 * @param origin the time and place
 */
public record TransactionBegin(Origin origin) implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.BEGIN;
  }
}
