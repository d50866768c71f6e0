package dev.sluice.ha.zookeeper;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * What the answered requests of a session prove about how long the servers let it live. Confined to
 * the loop.
 *
 * <p>A follower does not pass on at once that it heard from a client; it tells the leader when that
 * asks, every half {@code tickTime}. So the leader may end a session whose write it has just
 * confirmed, if the client was silent for long before: a process that is stopped for nearly the
 * timeout, and goes on. A confirmed write therefore proves the contacts that came a sixth of the
 * timeout before it ({@code tickTime} is at most a third), and no later ones.
 */
final class SessionContact {
  private final Deque<ClockReading> latestFirst = new ArrayDeque<>();
  private ClockReading renewed;

  SessionContact(ClockReading now) {
    renewed = now;
  }

  /** The leader itself began a session, or took one back, after {@code opened}. */
  void renewed(ClockReading opened, boolean isNew) {
    if (isNew) {
      latestFirst.clear();
      renewed = opened;
    } else if (opened.nanosSince(renewed) > 0) {
      renewed = opened;
    }
  }

  /** A server has answered a request that was sent at {@code sent}. */
  void answered(ClockReading sent, Duration sessionTimeout) {
    ClockReading latest = latestFirst.peekFirst();
    if (latest == null || sent.nanosSince(latest) > 0) {
      latestFirst.addFirst(sent);
    }
    long kept = sessionTimeout.toNanos();
    while (sent.nanosSince(latestFirst.getLast()) > kept) {
      latestFirst.removeLast();
    }
  }

  /**
   * The moment at which a write must have been sent that proves as much without a silence before it
   * as this one does, which was sent at {@code sent} and confirmed: the same or an earlier one.
   */
  ClockReading proven(ClockReading sent, Duration sessionTimeout) {
    Duration horizon = sessionTimeout.dividedBy(6);
    ClockReading last = lastBefore(sent, horizon.toNanos());
    ClockReading reach = last.plus(horizon);
    return reach.nanosSince(sent) < 0 ? reach : sent;
  }

  private ClockReading lastBefore(ClockReading sent, long nanos) {
    for (Iterator<ClockReading> moments = latestFirst.iterator(); moments.hasNext(); ) {
      ClockReading moment = moments.next();
      if (sent.nanosSince(moment) >= nanos) {
        return moment.nanosSince(renewed) > 0 ? moment : renewed;
      }
    }
    return renewed;
  }
}
