package dev.sluice.ha.zookeeper;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of this instance's hold on one destination: a phase, and the lease it is about.
 * Confined to the loop.
 */
final class Tenure {
  private Phase phase = Phase.NONE;
  private @Nullable ZooKeeperLease lease;

  /** The phases of a tenure. */
  enum Phase {
    /** No lease of ours is left. */
    NONE,
    /** A lease is held. */
    LEADING,
    /** A lease was revoked, and its holder has not said yet that it stopped. */
    DRAINING,
    /** A lease is being given up together with its last checkpoint. */
    RELEASING;

    /** The phases that may follow. */
    Set<Phase> next() {
      return switch (this) {
        case NONE -> EnumSet.of(LEADING, RELEASING);
        case LEADING -> EnumSet.of(NONE, DRAINING, RELEASING);
        // Another candidate of this instance may win before the holder has stopped.
        case DRAINING -> EnumSet.of(NONE, LEADING, RELEASING);
        // A claim may have been on its way when a revoked lease sent its last checkpoint.
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

  /** Returns the lease the phase is about; null in {@link Phase#NONE}. */
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
   * Moves to {@link Phase#RELEASING} with {@code last}, unless another lease has come after it;
   * returns whether it did.
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

  /** Ends {@code asked} if {@code ended} is in it; returns whether it was. */
  boolean end(Phase asked, ZooKeeperLease ended) {
    boolean isIn = isIn(asked, ended);
    if (isIn) {
      move(Phase.NONE, null);
    }
    return isIn;
  }

  /** Ends {@link Phase#DRAINING}: a holder that stands again has stopped. */
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
      throw new IllegalStateException("no way from " + phase + " to " + to);
    }
    phase = to;
    lease = with;
  }
}
