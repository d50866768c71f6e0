package dev.towpath.ha.zookeeper.state;

import dev.towpath.event.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one destination in ZooKeeper. Immutable.
 *
 * @param destination its name
 * @param leader its leader; null if it was vacant
 * @param members the addresses of its leader and candidates, sorted
 * @param epoch the epoch of its last term under one of our instances; 0 if there was none
 * @param cursor our position for this client; null if none was saved, or it could not be read
 * @param canalCursor canal's position for the same client; null if it had none, or it could not be
 *     read
 * @param consumer the address of the consumer that received as this client; null if none did
 * @param remarks conditions that an operator should check; empty if there are none
 */
public record DestinationState(
    String destination,
    @Nullable Leader leader,
    List<String> members,
    long epoch,
    @Nullable SavedPosition cursor,
    @Nullable SavedPosition canalCursor,
    @Nullable String consumer,
    List<String> remarks) {

  /** Copies the collections. */
  public DestinationState {
    Objects.requireNonNull(destination, "destination");
    members = members.stream().sorted().toList();
    remarks = List.copyOf(remarks);
  }

  /** Returns the members that did not lead. */
  public List<String> standbys() {
    Leader current = leader;
    return current == null
        ? members
        : members.stream().filter(member -> !member.equals(current.address())).toList();
  }

  /**
   * The leader of a destination.
   *
   * @param address its address, see {@code ZooKeeperHa.Builder.address}
   * @param isCanal whether it was a canal server
   * @param isActive false when an operator had asked it to hand over
   * @param since the time of its election, by the clock of the ensemble
   */
  public record Leader(String address, boolean isCanal, boolean isActive, Instant since) {}

  /**
   * A saved position.
   *
   * @param position the position
   * @param epoch the term in which it was saved; 0 for canal's
   * @param savedAt the time of the save, by the clock of the ensemble
   */
  public record SavedPosition(BinlogPosition position, long epoch, Instant savedAt) {

    /** Returns the time since the save. */
    public Duration age(Instant now) {
      return Duration.between(savedAt, now);
    }
  }
}
