package dev.sluice.internal.engine;

import dev.sluice.event.ChangeEvent;
import dev.sluice.event.RowChange;
import dev.sluice.event.TransactionBegin;
import dev.sluice.event.TransactionCommit;
import dev.sluice.internal.binlog.Group;
import dev.sluice.internal.binlog.MalformedEventException;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being taken in, and how far its changes were handed out as parts already.
 * That is remembered when the stream begins again in the middle of it: the same server does not
 * hand a change out twice, and what another server repeats is known to be repeated. Used by one
 * thread.
 */
final class OpenTransaction {
  private static final System.Logger logger = System.getLogger(OpenTransaction.class.getName());

  private final String pipeline;
  private @Nullable Group group;

  /** The transaction that has to come again, because a part of it was handed out. */
  private @Nullable Group expected;

  /** Whether {@link #expected} was sent by another server than the one that sends now. */
  private boolean isFromOther;

  /** Whether the server that sends now has sent another transaction first. */
  private boolean isMissed;

  /** The last change handed out of what this server, or this reading, has sent. */
  private @Nullable Place handedOut;

  /** The last change handed out before the stream began again, until it has come again. */
  private @Nullable Place resumed;

  /** Whether changes that are handed out now may have been handed out before. */
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
   * An event of {@code next} follows.
   *
   * @throws IllegalStateException if another transaction was not taken in completely: whatever led
   *     here must not move the position past it
   * @throws MalformedEventException if the server has another transaction in place of one that was
   *     handed out in part
   */
  @SuppressWarnings("ReferenceEquality") // all events of a transaction share its group
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

  @SuppressWarnings("ReferenceEquality") // the group of the commit that makes it happen
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

  /** Another server may have it later, or not at all; the same server has lost it. */
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

  /** Whether events of a transaction were taken whose end has not come. */
  boolean isOpen() {
    return group != null;
  }

  /** Whether a change is to be handed out; false for one that was before, by the same server. */
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

  /** Whether a part was handed out to the present sink. */
  boolean isSplit() {
    return handedOut != null;
  }

  /** Whether its changes may have been handed out before and are handed out once more. */
  boolean isRepeated() {
    return isRepeated && expected == null;
  }

  /** Whether any of its changes was handed out, by whatever server. */
  boolean wasHandedOut() {
    return isSplit() || isRepeated();
  }

  /** Changes up to {@code last} were handed out. */
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

  /** Its memory now counts elsewhere. */
  long takeBytes() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }

  /**
   * The stream begins again before it, and will send all of it once more.
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

  /** It does not happen, or will not be sent any more. */
  void forget() {
    group = null;
    bytes = 0;
    handedOut = null;
    resumed = null;
    // One that another server may still send is not this one.
    if (expected == null) {
      isRepeated = false;
    }
  }

  /** Nothing of what was handed out will come again. */
  void forgetAll() {
    expected = null;
    forget();
  }

  /**
   * It is complete.
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
