package dev.towpath.internal.engine;

import dev.towpath.event.GtidSet;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a source, tried in turn. A round ends when one of them sends the binlog, or when
 * all have failed. A replica that stands still is skipped, and used only when no other server can
 * be followed. Used by one thread.
 */
final class ServerRing {
  private static final System.Logger logger = Loggers.SOURCE;

  private final String pipeline;
  private final List<MySqlSource> servers;
  private final List<Failed> failures = new ArrayList<>();
  private int index;
  private boolean reported;
  private boolean accepted;

  ServerRing(String pipeline, List<MySqlSource> servers) {
    this.pipeline = pipeline;
    this.servers = List.copyOf(servers);
  }

  /**
   * A server that was tried in this round.
   *
   * @param index its place
   * @param why the reason why it is not followed
   * @param standstill the same exception if it stands still, else null
   */
  private record Failed(int index, SourceException why, @Nullable StandstillException standstill) {

    /** Returns whether it has all transactions of another server. */
    boolean hasAllOf(Failed other) {
      GtidSet ours = standstill == null ? null : standstill.reached();
      GtidSet theirs = other.standstill == null ? null : other.standstill.reached();
      return ours != null && (theirs == null || ours.contains(theirs));
    }
  }

  /** Returns the server to use. */
  MySqlSource current() {
    return servers.get(index);
  }

  /** Returns whether the server to use is skipped if it stands still. */
  boolean mustMove() {
    return servers.size() > 1 && !accepted;
  }

  /** Records that the current server sends the binlog. */
  void works() {
    failures.clear();
    reported = false;
    accepted = false;
  }

  /**
   * Skips the current server, which stands still: turns to the next one, or accepts the most
   * advanced one that stands still.
   */
  void passOver(StandstillException standstill) {
    String why = String.valueOf(standstill.getMessage());
    add(new Failed(index, SourceException.retryable(why, standstill), standstill));
    if (isRoundOver()) {
      acceptFurthest();
    }
  }

  /**
   * Records that the current server failed, and turns to the next.
   *
   * @return null when that one has not been tried in this round, otherwise the failure of all
   */
  @Nullable SourceException failed(SourceException failure) {
    add(new Failed(index, failure, null));
    if (!isRoundOver() || acceptFurthest()) {
      return null;
    }
    List<SourceException> all = failures.stream().map(Failed::why).toList();
    failures.clear();
    reported = true;
    return all.size() == 1 ? failure : combined(all);
  }

  private boolean isRoundOver() {
    return failures.size() == servers.size();
  }

  private void add(Failed failed) {
    failures.add(failed);
    accepted = false;
    String from = current().toString();
    index = (index + 1) % servers.size();
    if (!isRoundOver()) {
      logger.log(
          // Once all have failed, one exception reports the reason of each.
          reported ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          () ->
              "pipeline %s: cannot follow %s, trying %s: %s"
                  .formatted(pipeline, from, current(), failed.why().getMessage()));
    }
  }

  /** Turns to the most advanced of the replicas that stand still; false if there is none. */
  private boolean acceptFurthest() {
    Failed furthest = null;
    for (Failed failed : failures) {
      boolean isFurther =
          furthest == null || (failed.hasAllOf(furthest) && !furthest.hasAllOf(failed));
      if (failed.standstill() != null && isFurther) {
        furthest = failed;
      }
    }
    if (furthest == null) {
      return false;
    }
    String why = String.valueOf(furthest.why().getMessage());
    failures.remove(furthest);
    index = furthest.index();
    accepted = true;
    logger.log(
        reported ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
        () ->
            "pipeline %s: none of its %d servers can be followed and moves; following %s, the most advanced of the replicas that stand still: %s"
                .formatted(pipeline, servers.size(), current(), why));
    return true;
  }

  /**
   * Combines the failures of all servers; the result is permanent, or a lost position, only if no
   * server may do better later.
   */
  private static SourceException combined(List<SourceException> all) {
    String message =
        "none of the source's %d servers can be followed: ".formatted(all.size())
            + all.stream().map(SourceException::getMessage).collect(Collectors.joining("; "));
    SourceException last = all.get(all.size() - 1);
    if (!all.stream().allMatch(SourceException::isPermanent)) {
      return SourceException.retryable(message, last);
    }
    return all.stream().anyMatch(SourceException::isPositionLost)
        ? SourceException.positionLost(message, last)
        : SourceException.permanent(message, last);
  }
}
