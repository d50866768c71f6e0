package dev.sluice.event;

/**
 * The source is alive and has nothing new. Delivered only to sinks that ask for it.
 *
 * @param origin when and where
 */
public record Heartbeat(Origin origin) implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.HEARTBEAT;
  }
}
