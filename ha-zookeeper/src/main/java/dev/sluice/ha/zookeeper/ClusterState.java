package dev.sluice.ha.zookeeper;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who was there and who ran what at one moment, canal servers included. Immutable.
 *
 * @param readAt when it was read, by the clock of this machine
 * @param members the addresses of all instances, sorted
 * @param destinations all destinations by name
 */
public record ClusterState(
    Instant readAt, List<String> members, Map<String, DestinationState> destinations) {

  /** Copies what is handed in. */
  public ClusterState {
    Objects.requireNonNull(readAt, "readAt");
    members = members.stream().sorted().toList();
    destinations = Map.copyOf(destinations);
  }

  /** Who leads and who waits, without the positions, which change all the time. */
  ClusterState withoutPositions() {
    return new ClusterState(
        Instant.EPOCH,
        members,
        destinations.values().stream()
            .map(DestinationState::withoutPositions)
            .collect(Collectors.toMap(DestinationState::destination, state -> state)));
  }

  /** One line for the members and one per destination. */
  @Override
  public String toString() {
    var text = new StringBuilder("members ").append(members);
    new TreeMap<>(destinations).values().forEach(state -> text.append('\n').append(state));
    return text.toString();
  }
}
