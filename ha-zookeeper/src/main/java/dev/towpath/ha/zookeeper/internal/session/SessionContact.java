package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * A lower bound of the session's lifetime, derived from answered requests. Confined to the loop.
 *
 * <p>A follower does not report a client's contact at once; it tells the leader when asked, every
 * half {@code tickTime}. So the leader may end a session whose write it has just confirmed, if the
 * client was silent long before. Such a client is a process that is stopped for nearly the timeout
 * and then continues. A confirmed write therefore proves only the contacts up to a sixth of the
 * timeout before it ({@code tickTime} is at most a third).
 */
final class SessionContact {
  private final Deque<ClockReading> latestFirst = new ArrayDeque<>();
  private ClockReading renewed;

  SessionContact(ClockReading now) {
    renewed = now;
  }

  /** Notes that the leader began or renewed a session after {@code opened}. */
  void renewed(ClockReading opened, boolean isNew) {
    if (isNew) {
      latestFirst.clear();
      renewed = opened;
    } else if (opened.nanosSince(renewed) > 0) {
      renewed = opened;
    }
  }

  /** Notes that a server has answered a request sent at {@code sent}. */
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
   * Returns the time from which a confirmed write sent at {@code sent} proves the session: {@code
   * sent} itself, or an earlier time after a silence.
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
