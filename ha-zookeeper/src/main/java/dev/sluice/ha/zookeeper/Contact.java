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
final class Contact {
  private final Deque<Moment> latestFirst = new ArrayDeque<>();
  private Moment renewed;

  Contact(Moment now) {
    renewed = now;
  }

  /** The leader itself began a session, or took one back, after {@code opened}. */
  void renewed(Moment opened, boolean isNew) {
    if (isNew) {
      latestFirst.clear();
      renewed = opened;
    } else if (opened.nanosSince(renewed) > 0) {
      renewed = opened;
    }
  }

  /** A server has answered a request that was sent at {@code sent}. */
  void answered(Moment sent, Duration sessionTimeout) {
    Moment latest = latestFirst.peekFirst();
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
  Moment proven(Moment sent, Duration sessionTimeout) {
    Duration horizon = sessionTimeout.dividedBy(6);
    Moment last = lastBefore(sent, horizon.toNanos());
    Moment reach = last.plus(horizon);
    return reach.nanosSince(sent) < 0 ? reach : sent;
  }

  private Moment lastBefore(Moment sent, long nanos) {
    for (Iterator<Moment> moments = latestFirst.iterator(); moments.hasNext(); ) {
      Moment moment = moments.next();
      if (sent.nanosSince(moment) >= nanos) {
        return moment.nanosSince(renewed) > 0 ? moment : renewed;
      }
    }
    return renewed;
  }
}
