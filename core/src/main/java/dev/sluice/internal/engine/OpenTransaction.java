package dev.sluice.internal.engine;

import dev.sluice.internal.binlog.Group;
import dev.sluice.internal.binlog.MalformedEventException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being taken in, and how many of its changes were handed out as parts
 * already. What was handed out is remembered when the stream begins again in the middle of it, and
 * not handed out twice. Used by one thread.
 */
final class OpenTransaction {
  private static final System.Logger logger = System.getLogger(OpenTransaction.class.getName());

  private final String pipeline;
  private @Nullable Group group;

  /** The transaction that has to come next, because a part of it was handed out. */
  private @Nullable Group expected;

  private boolean isOtherServer;
  private int handedOut;
  private int toSkip;
  private boolean isRepeated;
  private long bytes;

  OpenTransaction(String pipeline) {
    this.pipeline = pipeline;
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
    if (wanted != null) {
      expect(wanted, next);
    }
    group = next;
  }

  private void expect(Group wanted, Group next) {
    boolean isSame = isSame(wanted, next);
    if (!isSame && !isOtherServer) {
      throw new MalformedEventException(
          ("%d changes of %s were delivered before the connection broke, and the server now has %s"
                  + " in its place: it has lost the transaction. Check whether its binlog was reset"
                  + " or cut off, and remove these changes from the sink")
              .formatted(handedOut, describe(wanted), describe(next)));
    }
    if (!isSame) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: changes of %s were delivered before the failover, and the server goes on with %s; unless it comes later, this server has lost it"
                  .formatted(pipeline, describe(wanted), describe(next)));
    }
    isRepeated = isSame && isOtherServer;
    expected = null;
  }

  @SuppressWarnings("ReferenceEquality") // the group of the commit that makes it happen
  private boolean isSame(Group wanted, Group next) {
    if (wanted == next) {
      return true;
    }
    String gtid = wanted.gtid();
    if (isOtherServer) {
      return gtid != null && gtid.equals(next.gtid());
    }
    return wanted.file().equals(next.file())
        && wanted.start() == next.start()
        && Objects.equals(gtid, next.gtid());
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

  /** Whether a change is new; false for one that was handed out before. */
  boolean isNew() {
    if (toSkip == 0) {
      return true;
    }
    toSkip--;
    return false;
  }

  /** How many changes are still to come that were handed out before. */
  int toSkip() {
    return toSkip;
  }

  /** As many as before are still to come: the event is assembled again. */
  void toSkip(int count) {
    toSkip = count;
  }

  /** Whether a part was handed out. */
  boolean isSplit() {
    return handedOut > 0;
  }

  /** Whether its changes were handed out before and have to be handed out once more. */
  boolean isRepeated() {
    return isRepeated;
  }

  /** Changes were handed out. */
  void handedOut(int count) {
    handedOut += count;
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
   * @param sameServer whether it comes from the server that sent the part, change by change as
   *     before
   */
  void restart(boolean sameServer) {
    Group before = group == null ? expected : group;
    group = null;
    bytes = 0;
    expected = handedOut == 0 ? null : before;
    isOtherServer = !sameServer;
    toSkip = sameServer ? handedOut : 0;
    handedOut = sameServer ? handedOut : 0;
    isRepeated = false;
  }

  /** It does not happen, or will not be sent any more. */
  void forget() {
    group = null;
    expected = null;
    handedOut = 0;
    toSkip = 0;
    isRepeated = false;
    bytes = 0;
  }

  /**
   * It is complete.
   *
   * @throws MalformedEventException if it has fewer changes than were handed out before
   */
  void end() {
    if (toSkip > 0) {
      throw new MalformedEventException(
          "a transaction has %d changes less than when a part of it was delivered; do filters or table definitions differ?"
              .formatted(toSkip));
    }
    forget();
  }
}
