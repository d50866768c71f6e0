package dev.towpath.ha.zookeeper.state;

import java.time.Instant;
import java.util.Objects;

/**
 * A snapshot of the connection between a {@code ZooKeeperHa} and its ensemble. Immutable.
 *
 * @param state the state
 * @param since the time at which it entered that state
 * @param why the problem and its remedy; empty if there is none
 */
public record ConnectionHealth(State state, Instant since, String why) {

  /** Checks that no component is null. */
  public ConnectionHealth {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(why, "why");
  }

  /** The capability of a {@code ZooKeeperHa}. */
  public enum State {
    /** The session is up; elections and saves work. */
    UP,
    /** No server has accepted the session yet; candidates wait. */
    CONNECTING,
    /** The session is interrupted or a request is refused; retried in the background. */
    DEGRADED,
    /** Closed, or refused for a permanent reason that an operator has to remove. */
    FAILED
  }
}
