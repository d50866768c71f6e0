package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.event.MariaDbGtidSet;
import dev.towpath.event.MySqlGtidSet;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.mysql.StartPosition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A resolver of the position in a server's binlog at which to begin or resume. */
public final class StartPositions {
  private static final System.Logger logger = Loggers.SOURCE;

  private StartPositions() {}

  /**
   * Resolves a configured start.
   *
   * @throws SourceException if the server cannot serve it
   */
  public static BinlogPosition resolve(ServerBinlog binlog, StartPosition start)
      throws IOException {
    binlog.forgetList();
    if (start instanceof StartPosition.At at) {
      return binlog.position(at.file(), at.offset(), null);
    }
    if (start instanceof StartPosition.Gtid gtid) {
      if (!binlog.facts().hasGtids()) {
        throw SourceException.permanent(
            binlog.source()
                + " has gtid_mode OFF and cannot start from a GTID set; turn it ON, or start from a"
                + " file and offset or a point in time");
      }
      requireSameKind(binlog, gtid.executed());
      return binlog.oldest(gtid.executed());
    }
    if (start instanceof StartPosition.Earliest) {
      return completed(binlog, binlog.oldest(null));
    }
    if (start instanceof StartPosition.Timestamp timestamp) {
      return new PositionSearch(binlog).byTime(timestamp.instant());
    }
    return binlog.end();
  }

  /**
   * Returns the position from which this server continues after {@code position}: the same, with
   * all GTIDs where the server has them.
   *
   * @param pipeline whose warnings are logged
   * @throws SourceException if the server cannot continue there, in particular because it purged
   *     the binlog after it
   */
  public static BinlogPosition resume(String pipeline, ServerBinlog binlog, BinlogPosition position)
      throws IOException {
    // The position may be of a moment ago, and further on than what was listed before.
    binlog.forgetList();
    GtidSet executed = position.gtidSet();
    if (executed != null) {
      requireSameKind(binlog, executed);
    }
    requireSameBinlog(binlog, position);
    if (executed != null && binlog.facts().hasGtids()) {
      requireNotPurged(binlog, executed);
      requireExecuted(pipeline, binlog, position, executed);
      // MariaDB gives every transaction a GTID.
      if (!binlog.facts().isMariaDb() && isPlace(binlog, position)) {
        new PositionSearch(binlog).requireGtidsAfter(position);
        warnOfPurge(pipeline, binlog, position);
      }
      return position;
    }
    String uuid = position.serverUuid();
    if (uuid != null && !uuid.equals(binlog.facts().serverUuid())) {
      return onOtherServer(pipeline, binlog, position);
    }
    return completed(binlog, position);
  }

  /** Files that are gone may have held transactions without GTIDs, which no set tells of. */
  private static void warnOfPurge(String pipeline, ServerBinlog binlog, BinlogPosition position)
      throws IOException {
    boolean isThere = binlog.list().stream().anyMatch(file -> file.name().equals(position.file()));
    if (!isThere) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: %s has purged %s; all transactions with GTIDs were read before, but changes from a time when gtid_mode was not ON would be missing"
                  .formatted(pipeline, binlog.source(), position.file()));
    }
  }

  /**
   * Returns whether its offset is valid here: it is of this server, and not of a start from given
   * GTIDs.
   */
  private static boolean isPlace(ServerBinlog binlog, BinlogPosition position) throws IOException {
    return Objects.equals(position.serverUuid(), binlog.facts().serverUuid())
        && (position.offset() > ServerBinlog.FIRST_EVENT
            || !position.file().equals(binlog.list().get(0).name()));
  }

  private static void requireSameKind(ServerBinlog binlog, GtidSet executed) {
    boolean mariaDb = binlog.facts().isMariaDb();
    if (!executed.isEmpty() && executed instanceof MariaDbGtidSet != mariaDb) {
      throw SourceException.permanent(
          "the GTIDs %s are %s, but %s is %s: delete the stored position, or set another start"
              .formatted(
                  executed,
                  mariaDb ? "of MySQL" : "of MariaDB",
                  binlog.source(),
                  mariaDb ? "MariaDB" : "MySQL"));
    }
  }

  /**
   * Checks that nothing was purged. MariaDB refuses by itself, and is more precise: sequence
   * numbers may have been out of order.
   */
  private static void requireNotPurged(ServerBinlog binlog, GtidSet executed) throws IOException {
    if (binlog.facts().isMariaDb()) {
      return;
    }
    GtidSet purged = binlog.purged();
    if (purged instanceof MySqlGtidSet
        && executed instanceof MySqlGtidSet
        && !executed.contains(purged)) {
      throw SourceException.positionLost(
          "%s has purged the transactions %s, which were not read yet"
              .formatted(binlog.source(), purged.subtract(executed)));
    }
  }

  /**
   * Checks that the binlog is the same. A server that has other transactions at the position, or
   * lacks some, would leave some out.
   */
  private static void requireSameBinlog(ServerBinlog binlog, BinlogPosition position)
      throws IOException {
    String objection = PositionProof.objection(binlog, position);
    if (objection != null) {
      throw SourceException.positionLost(
          "the binlog of %s is not the one that the position %s/%d was taken from: %s"
              .formatted(binlog.source(), position.file(), position.offset(), objection));
    }
  }

  /**
   * Checks that the server has executed the transactions. MariaDB refuses by itself to begin after
   * a transaction it does not have, but not where it has none of the domain.
   */
  private static void requireExecuted(
      String pipeline, ServerBinlog binlog, BinlogPosition position, GtidSet delivered)
      throws IOException {
    boolean isMariaDb = binlog.facts().isMariaDb();
    if (isMariaDb && Objects.equals(position.serverUuid(), binlog.facts().serverUuid())) {
      return;
    }
    GtidSet missing =
        isMariaDb ? binlog.ofUnknownDomains(delivered) : delivered.subtract(binlog.executed());
    if (missing.isEmpty()) {
      requireSameNumbers(binlog, position, delivered);
      return;
    }
    if (isMariaDb && !missing.equals(delivered)) {
      // A domain may have been given up, or be another primary's.
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "pipeline %s: %s has no transactions of the domains of %s, which were read from another server: changes of these do not arrive from it"
                  .formatted(pipeline, binlog.source(), missing));
      return;
    }
    if (binlog.isReceiving(missing, position.serverUuid())) {
      throw SourceException.retryable(
          "%s is a replica that has not executed %s yet, which were read from another server; it is waited for%s"
              .formatted(binlog.source(), missing, binlog.standstill()));
    }
    throw SourceException.positionLost(
        "%s lacks the transactions %s, which were read before: it was reset or restored, or they were lost in a failover"
            .formatted(binlog.source(), missing));
  }

  /**
   * Checks that another server has the same transactions under the same numbers. A server that lost
   * the last ones in a crash gives their numbers to others, which its replicas then execute. The
   * last one from the position's server tells: it is no later than the position. Replication
   * preserves times, or takes the times of statements, which are earlier, in place of commit times.
   *
   * <p>The position may also end with a transaction of a third server, which is as old as it was
   * there. Then the last transaction of that server has the time of the position.
   */
  private static void requireSameNumbers(
      ServerBinlog binlog, BinlogPosition position, GtidSet delivered) throws IOException {
    Instant taken = position.timestamp();
    String origin = position.serverUuid();
    boolean isElsewhere = origin != null && !origin.equals(binlog.facts().serverUuid());
    if (taken == null || !isElsewhere || !(delivered instanceof MySqlGtidSet numbers)) {
      return;
    }
    Map<String, Long> last = new LinkedHashMap<>();
    numbers.forEachInterval(
        (source, tag, first, end) -> {
          if (tag.isEmpty()) {
            last.put(source.toString(), end);
          }
        });
    Long number = last.remove(origin);
    String wanted = origin + ':' + number;
    Instant there = number == null ? null : timeOf(binlog, wanted);
    if (there == null || !there.isAfter(taken.plusSeconds(1)) || there.isAfter(binlog.now())) {
      return;
    }
    for (Map.Entry<String, Long> other : last.entrySet()) {
      Instant time = timeOf(binlog, other.getKey() + ':' + other.getValue());
      if (time == null || Duration.between(time, taken).abs().toSeconds() <= 1) {
        return;
      }
    }
    throw SourceException.positionLost(
        "%s has another transaction under %s, of %s, than the one that was read before %s: its source had lost that in a crash and gave its number again"
            .formatted(binlog.source(), wanted, there, taken));
  }

  /** Returns the time of a transaction; null if the server has purged it or does not send it. */
  private static @Nullable Instant timeOf(ServerBinlog binlog, String transaction)
      throws IOException {
    GtidSet wanted = GtidSet.parse(transaction);
    GtidSet purged = binlog.purged();
    return purged != null && purged.contains(wanted) ? null : binlog.timeOf(wanted);
  }

  private static BinlogPosition completed(ServerBinlog binlog, BinlogPosition bare)
      throws IOException {
    var search = new PositionSearch(binlog);
    if (binlog.facts().hasGtids()) {
      search.requireGtidsAfter(bare);
      return search.complete(bare);
    }
    if (PositionProof.isCursor(bare)) {
      return search.complete(bare);
    }
    binlog.require(bare);
    return bare;
  }

  private static BinlogPosition onOtherServer(
      String pipeline, ServerBinlog binlog, BinlogPosition position) throws IOException {
    Instant timestamp = position.timestamp();
    if (timestamp == null || !binlog.source().timestampFailover()) {
      throw SourceException.permanent(
          "position %s/%d was taken on server %s, but %s is server %s: offsets do not carry over;"
                  .formatted(
                      position.file(),
                      position.offset(),
                      position.serverUuid(),
                      binlog.source(),
                      binlog.facts().serverUuid())
              + " use gtid_mode=ON, allow timestamp failover, or delete the stored position");
    }
    if (!binlog.head(binlog.list().get(0).name()).startsBefore(timestamp.plusSeconds(1))) {
      throw SourceException.positionLost(
          "the binlog of %s starts after %s, the time of the position"
              .formatted(binlog.source(), timestamp));
    }
    Instant from = timestamp.minus(binlog.source().timestampRewind());
    BinlogPosition found = new PositionSearch(binlog).byTime(from);
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: %s is another server than the one of position %s: going on by time from %s at %s;"
                    .formatted(pipeline, binlog.source(), position.summary(), from, found.summary())
                + " changes since then are repeated");
    return found;
  }

  /**
   * Returns the position to continue at when {@code lost} cannot be served: with GTIDs, no
   * delivered change is repeated.
   */
  public static BinlogPosition restart(
      ServerBinlog binlog, BinlogPosition lost, PositionLostPolicy policy) throws IOException {
    binlog.forgetList();
    BinlogPosition found = find(binlog, lost, policy);
    // Transactions prepared before the gap may still be committed after it.
    Map<String, PreparedTransaction> prepared = new LinkedHashMap<>();
    lost.prepared().forEach(transaction -> prepared.put(transaction.xid(), transaction));
    found.prepared().forEach(transaction -> prepared.put(transaction.xid(), transaction));
    return PositionSearch.with(found, found.gtidSet(), List.copyOf(prepared.values()));
  }

  private static BinlogPosition find(
      ServerBinlog binlog, BinlogPosition lost, PositionLostPolicy policy) throws IOException {
    if (policy == PositionLostPolicy.RESTART_AT_LATEST) {
      return binlog.end();
    }
    GtidSet delivered = lost.gtidSet();
    GtidSet purged = binlog.purged();
    if (delivered != null && purged != null) {
      requireSameKind(binlog, delivered);
      return binlog.oldest(purged.union(common(binlog, lost, delivered)));
    }
    return completed(binlog, binlog.oldest(null));
  }

  /** Returns the delivered transactions that this server has, too. */
  private static GtidSet common(ServerBinlog binlog, BinlogPosition lost, GtidSet delivered)
      throws IOException {
    if (PositionProof.objection(binlog, lost) != null) {
      // Its GTIDs name other transactions.
      return GtidSet.empty();
    }
    if (binlog.facts().isMariaDb()) {
      return binlog.knows(delivered) ? delivered : GtidSet.empty();
    }
    return delivered.subtract(delivered.subtract(binlog.executed()));
  }
}
