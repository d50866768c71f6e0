package dev.towpath.event;

/**
 * A sign that the source is alive and has no new changes. Delivered only to sinks that ask for it.
 *
 * @param origin the time and place
 */
public record Heartbeat(Origin origin) implements ChangeEvent {

  @Override
  public EventKind kind() {
    return EventKind.HEARTBEAT;
  }
}
