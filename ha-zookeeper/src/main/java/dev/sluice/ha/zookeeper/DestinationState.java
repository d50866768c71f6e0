package dev.sluice.ha.zookeeper;

import dev.sluice.event.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What ZooKeeper knew about one destination at one moment. Immutable.
 *
 * @param destination its name
 * @param leader who ran it; null if nobody did
 * @param members the addresses of those that ran it or stood for it, sorted
 * @param epoch the epoch of its last term under one of our instances; 0 if there was none
 * @param cursor our position for this client; null if none was saved, or it could not be read
 * @param canalCursor canal's position for the same client; null likewise
 * @param consumer the address of the consumer that received as this client; null if none did
 * @param remarks what an operator should look at; empty when all is well
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

  /** Copies what is handed in. */
  public DestinationState {
    Objects.requireNonNull(destination, "destination");
    members = members.stream().sorted().toList();
    remarks = List.copyOf(remarks);
  }

  /** The members that did not lead. */
  public List<String> standbys() {
    Leader current = leader;
    return current == null
        ? members
        : members.stream().filter(member -> !member.equals(current.address())).toList();
  }

  DestinationState withoutPositions() {
    return new DestinationState(destination, leader, members, epoch, null, null, consumer, remarks);
  }

  /**
   * Who ran the destination.
   *
   * @param address its address, see {@link ZooKeeperHa.Builder#address}
   * @param isCanal whether it was a canal server
   * @param isActive false when an operator had asked it to hand over
   * @param since when it was elected, by the clock of the ensemble
   */
  public record Leader(String address, boolean isCanal, boolean isActive, Instant since) {}

  /**
   * A position somebody saved.
   *
   * @param position the position
   * @param epoch the term in which it was saved; 0 for canal's
   * @param savedAt when, by the clock of the ensemble
   */
  public record SavedPosition(BinlogPosition position, long epoch, Instant savedAt) {

    /** How long ago it was saved. */
    public Duration age(Instant now) {
      return Duration.between(savedAt, now);
    }
  }
}
