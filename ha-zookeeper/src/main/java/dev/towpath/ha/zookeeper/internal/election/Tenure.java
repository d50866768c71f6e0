package dev.towpath.ha.zookeeper.internal.election;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of this instance's tenure of one destination: a phase and its lease. Confined
 * to the loop.
 */
final class Tenure {
  private Phase phase = Phase.NONE;
  private @Nullable ZooKeeperLease lease;

  /** The phases of a tenure. */
  enum Phase {
    /** We have no lease. */
    NONE,
    /** A lease is held. */
    LEADING,
    /** A lease was revoked, and its holder has not yet reported its stop. */
    DRAINING,
    /** A lease is being given up together with its last checkpoint. */
    RELEASING;

    /** Returns the phases that may follow. */
    Set<Phase> next() {
      return switch (this) {
        case NONE -> EnumSet.of(LEADING, RELEASING);
        case LEADING -> EnumSet.of(NONE, DRAINING, RELEASING);
        // Another candidate of this instance may win before the holder has stopped.
        case DRAINING -> EnumSet.of(NONE, LEADING, RELEASING);
        // A claim may have been in flight when a revoked lease sent its last checkpoint.
        case RELEASING -> EnumSet.of(NONE, LEADING);
      };
    }
  }

  Phase phase() {
    return phase;
  }

  boolean is(Phase asked) {
    return phase == asked;
  }

  /** Returns the lease in {@code asked}, or null in any other phase. */
  @Nullable ZooKeeperLease lease(Phase asked) {
    return phase == asked ? lease : null;
  }

  /** Returns the lease of the phase; null in {@link Phase#NONE}. */
  @Nullable ZooKeeperLease lease() {
    return lease;
  }

  /** Moves to {@link Phase#LEADING} with {@code won}. */
  void won(ZooKeeperLease won) {
    move(Phase.LEADING, won);
  }

  /** Moves to {@link Phase#DRAINING}; {@code revoked} is the lease that leads. */
  void revoked(ZooKeeperLease revoked) {
    if (isIn(Phase.LEADING, revoked)) {
      move(Phase.DRAINING, revoked);
    }
  }

  /**
   * Moves to {@link Phase#RELEASING} with {@code last}, unless a later lease exists; returns
   * whether it moved.
   */
  boolean releasing(ZooKeeperLease last) {
    if (phase != Phase.NONE && lease != last) {
      return false;
    }
    if (phase != Phase.RELEASING) {
      move(Phase.RELEASING, last);
    }
    return true;
  }

  /** Ends the phase {@code asked} if {@code ended} is its lease; returns whether it was. */
  boolean end(Phase asked, ZooKeeperLease ended) {
    boolean isIn = isIn(asked, ended);
    if (isIn) {
      move(Phase.NONE, null);
    }
    return isIn;
  }

  /** Ends {@link Phase#DRAINING}, because a holder that stands again has stopped. */
  void standsAgain() {
    if (phase == Phase.DRAINING) {
      move(Phase.NONE, null);
    }
  }

  private boolean isIn(Phase asked, ZooKeeperLease known) {
    return phase == asked && lease == known;
  }

  private void move(Phase to, @Nullable ZooKeeperLease with) {
    if (!phase.next().contains(to)) {
      throw new IllegalStateException("no transition from " + phase + " to " + to);
    }
    phase = to;
    lease = with;
  }
}
