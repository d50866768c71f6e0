package dev.towpath.internal.engine;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.TransactionBegin;
import dev.towpath.event.TransactionCommit;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.log.Loggers;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being taken in, and how far its changes were already handed out in parts.
 * That is remembered when the stream begins again in the middle of it: a change of the same server
 * is not handed out twice, and a change repeated by another server is marked as repeated. Used by
 * one thread.
 */
final class OpenTransaction {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final String pipeline;
  private @Nullable Group group;

  /** The transaction that has to come again, because a part of it was handed out. */
  private @Nullable Group expected;

  /** Whether {@link #expected} was sent by another server than the one that sends now. */
  private boolean isFromOther;

  /** Whether the server that sends now has sent another transaction first. */
  private boolean isMissed;

  /** The last change that this server, or this reading, has sent and that was handed out. */
  private @Nullable Place handedOut;

  /** The last change handed out before the stream began again, until it has come again. */
  private @Nullable Place resumed;

  /** Whether changes handed out now may have been handed out before. */
  private boolean isRepeated;

  private long bytes;

  OpenTransaction(String pipeline) {
    this.pipeline = pipeline;
  }

  /** The place of a change within its transaction, the same whenever the transaction is read. */
  private record Place(int event, int row) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::event).thenComparingInt(Place::row);

    static Place of(ChangeEvent change) {
      if (change instanceof RowChange row) {
        return new Place(change.origin().eventOrdinal(), row.rowOrdinal());
      }
      if (change instanceof TransactionBegin) {
        return new Place(-1, -1);
      }
      return change instanceof TransactionCommit
          ? new Place(Integer.MAX_VALUE, Integer.MAX_VALUE)
          : new Place(change.origin().eventOrdinal(), -1);
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Announces an event of {@code next}.
   *
   * @throws IllegalStateException if another transaction was not taken in completely: this defect
   *     must not move the position past it
   * @throws MalformedEventException if the server has another transaction in place of one that was
   *     handed out in part
   */
  @SuppressWarnings("ReferenceEquality") // All events of a transaction share its group.
  void enter(Group next) {
    Group current = group;
    if (current == next) {
      return;
    }
    if (current != null) {
      throw new IllegalStateException(
          "%s follows while %s is incomplete".formatted(describe(next), describe(current)));
    }
    Group wanted = expected;
    if (wanted != null && !isSame(wanted, next)) {
      missed(wanted, next);
    } else {
      expected = null;
    }
    group = next;
  }

  @SuppressWarnings("ReferenceEquality") // The group of its commit.
  private boolean isSame(Group wanted, Group next) {
    if (wanted == next) {
      return true;
    }
    String gtid = wanted.gtid();
    if (isFromOther) {
      return gtid != null && gtid.equals(next.gtid());
    }
    return wanted.file().equals(next.file())
        && wanted.start() == next.start()
        && Objects.equals(gtid, next.gtid());
  }

  /**
   * Handles the absence of the expected transaction: another server may have it later, or not at
   * all; the same server has lost it.
   */
  private void missed(Group wanted, Group next) {
    if (!isFromOther) {
      throw new MalformedEventException(
          ("a part of %s was delivered before the connection broke, and the server now has %s in"
                  + " its place: it has lost the transaction. Check whether its binlog was reset or"
                  + " cut off, and remove these changes from the sink")
              .formatted(describe(wanted), describe(next)));
    }
    if (!isMissed) {
      isMissed = true;
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: a part of %s was delivered before the failover, and the server goes on with %s; unless it comes later, this server has lost it"
                  .formatted(pipeline, describe(wanted), describe(next)));
    }
  }

  private static String describe(Group group) {
    return "transaction %s at %s/%d"
        .formatted(
            group.gtid() == null ? "without GTID" : group.gtid(), group.file(), group.start());
  }

  /** Returns whether events of a transaction were taken but not yet its end. */
  boolean isOpen() {
    return group != null;
  }

  /**
   * Returns whether a change is to be handed out; false if it was handed out before, by the same
   * server.
   */
  boolean isNew(ChangeEvent change) {
    Place last = resumed;
    if (last == null) {
      return true;
    }
    int order = Place.of(change).compareTo(last);
    if (order >= 0) {
      resumed = null;
    }
    return order > 0;
  }

  /** Returns whether a part was handed out to the current sink. */
  boolean isSplit() {
    return handedOut != null;
  }

  /** Returns whether its changes are handed out again and may have been handed out before. */
  boolean isRepeated() {
    return isRepeated && expected == null;
  }

  /** Returns whether any of its changes was handed out, by any server. */
  boolean wasHandedOut() {
    return isSplit() || isRepeated();
  }

  /** Records that changes up to {@code last} were handed out. */
  void handedOut(ChangeEvent last) {
    handedOut = Place.of(last);
  }

  /** Adds memory that its changes refer to. */
  void hold(long more) {
    bytes += more;
  }

  long bytes() {
    return bytes;
  }

  /** Returns its memory, which is counted elsewhere from now on. */
  long takeBytes() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }

  /**
   * Starts it again: the stream resumes before it, and will send all of it once more.
   *
   * @param sameServer whether it comes from the server that sent it last, change by change as
   *     before
   */
  void restart(boolean sameServer) {
    if (group != null && wasHandedOut()) {
      expected = group;
      isFromOther = false;
    }
    group = null;
    bytes = 0;
    isFromOther |= !sameServer;
    isMissed = false;
    if (!sameServer) {
      isRepeated = expected != null;
      handedOut = null;
    }
    resumed = handedOut;
  }

  /** Forgets it, because it was rolled back or will not be sent any more. */
  void forget() {
    group = null;
    bytes = 0;
    handedOut = null;
    resumed = null;
    // A transaction that another server may still send is not this one.
    if (expected == null) {
      isRepeated = false;
    }
  }

  /** Forgets everything that was handed out: none of it will come again. */
  void forgetAll() {
    expected = null;
    forget();
  }

  /**
   * Completes it.
   *
   * @throws MalformedEventException if a change that was handed out before has not come again
   */
  void end() {
    if (resumed != null) {
      throw new MalformedEventException(
          "a transaction ends before the change %s of it that was delivered before the connection broke; do filters or table definitions differ?"
              .formatted(resumed));
    }
    forget();
  }
}
