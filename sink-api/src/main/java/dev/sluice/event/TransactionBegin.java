package dev.sluice.event;

/**
 * A transaction begins; its changes follow.
 *
 * @param origin when and where
 */
public record TransactionBegin(Origin origin) implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.BEGIN;
  }
}
