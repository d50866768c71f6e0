package dev.towpath.ha.zookeeper.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A snapshot of instances, canal servers and leaders. Immutable.
 *
 * @param readAt the time of reading, by the clock of this machine
 * @param members the addresses of all instances, sorted
 * @param destinations all destinations by name
 */
public record ClusterState(
    Instant readAt, List<String> members, Map<String, DestinationState> destinations) {

  /** Copies the collections. */
  public ClusterState {
    Objects.requireNonNull(readAt, "readAt");
    members = members.stream().sorted().toList();
    destinations = Map.copyOf(destinations);
  }

  /** Returns the state of one destination; empty if it was unknown. */
  public Optional<DestinationState> destination(String name) {
    return Optional.ofNullable(destinations.get(name));
  }

  /** Returns one line for the members and one per destination. */
  @Override
  public String toString() {
    var text = new StringBuilder("members ").append(members);
    new TreeMap<>(destinations).values().forEach(state -> text.append('\n').append(state));
    return text.toString();
  }
}
