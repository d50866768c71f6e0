package dev.sluice.ha.zookeeper;

import java.time.Instant;
import java.util.Objects;

/**
 * How a {@link ZooKeeperHa} gets on with its ensemble. Immutable.
 *
 * @param state the state
 * @param since when it entered that state
 * @param why what is wrong and what to do about it; empty when nothing is
 */
public record Health(State state, Instant since, String why) {

  /** Checks that nothing is missing. */
  public Health {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(why, "why");
  }

  /** What a {@link ZooKeeperHa} can do at the moment. */
  public enum State {
    /** The session is up; elections and saves work. */
    UP,
    /** No server has accepted the session yet; candidates wait. */
    CONNECTING,
    /** The session is interrupted or something is refused; retried in the background. */
    DEGRADED,
    /** Closed, or refused for a reason that an operator has to remove. */
    FAILED
  }
}
