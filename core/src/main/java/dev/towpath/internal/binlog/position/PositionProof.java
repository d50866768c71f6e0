package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.position.BinlogFiles.BinlogFile;
import dev.towpath.internal.protocol.SourceException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A check that a server's binlog is still the one that a position was taken from. A binlog that was
 * reset, cut by a crash or restored begins again with the same file names, offsets and GTIDs; only
 * the transaction at the place of the position differs. Used by one thread.
 */
final class PositionProof {
  /** {@code COM_BINLOG_DUMP} asks for an offset of 32 bits. */
  private static final long MAX_OFFSET = 0xFFFF_FFFFL;

  private final ServerBinlog binlog;
  private final BinlogPosition position;

  private PositionProof(ServerBinlog binlog, BinlogPosition position) {
    this.binlog = binlog;
    this.position = position;
  }

  /**
   * Determines whether the binlog differs from the position's. If that cannot be told, because the
   * position is of another server or its file was purged, it counts as the same.
   *
   * @return the difference; null when there is none
   */
  static @Nullable String objection(ServerBinlog binlog, BinlogPosition position)
      throws IOException {
    boolean isOfThisServer =
        position.serverUuid() != null
            && Objects.equals(position.serverUuid(), binlog.facts().serverUuid());
    var proof = new PositionProof(binlog, position);
    return isOfThisServer ? proof.objection() : proof.objectionToCursor();
  }

  /** Returns whether a position is one that canal stored, of an event and its time. */
  static boolean isCursor(BinlogPosition position) {
    return position.serverUuid() == null
        && position.serverId() != null
        && position.timestamp() != null
        && position.transactionStartChecksum() == null;
  }

  /**
   * Determines whether a cursor of canal names transactions from before the oldest file. canal
   * keeps neither the server nor a checksum, but GTIDs and the time of its last event. Transactions
   * that this server executed first and has not purged are in its files. So its oldest file was
   * created before them, unless the binlog was reset.
   */
  private @Nullable String objectionToCursor() throws IOException {
    GtidSet delivered = position.gtidSet();
    if (!isCursor(position) || delivered == null || !binlog.facts().hasGtids()) {
      return null;
    }
    GtidSet purged = binlog.purged();
    GtidSet kept =
        purged == null || binlog.facts().isMariaDb() ? delivered : delivered.subtract(purged);
    if ((purged != null && purged.contains(delivered)) || !binlog.hasOwn(kept)) {
      return null;
    }
    String oldest = binlog.list().get(0).name();
    try (BinlogScan scan = binlog.scan(oldest, ServerBinlog.FIRST_EVENT)) {
      Instant created = scan.description().timestamp();
      return isLaterThanPosition(created) && !isAtCursor()
          ? "its oldest file %s was created at %s, after the position was taken at %s"
              .formatted(oldest, created, position.timestamp())
          : null;
    }
  }

  /** Returns whether the event of the cursor is still there; statements may take long. */
  private boolean isAtCursor() throws IOException {
    boolean isThere = binlog.list().stream().anyMatch(this::holds);
    if (!isThere || position.offset() > MAX_OFFSET) {
      return false;
    }
    try (BinlogScan scan = binlog.scan(position.file(), position.offset())) {
      scan.description();
      BinlogEvent event = scan.next();
      Instant taken = position.timestamp();
      return event != null && taken != null && event.seconds() == taken.getEpochSecond();
    } catch (SourceException e) {
      if (e.isPermanent()) {
        return false;
      }
      throw e;
    } catch (MalformedEventException e) {
      return false;
    }
  }

  private boolean holds(BinlogFile file) {
    return file.name().equals(position.file()) && file.size() >= position.offset();
  }

  private @Nullable String objection() throws IOException {
    List<BinlogFile> files = binlog.list();
    for (BinlogFile file : files) {
      if (file.name().equals(position.file())) {
        return file.size() < position.offset()
            ? "%s has only %d bytes: it was cut or replaced".formatted(file.name(), file.size())
            : objectionInFile();
      }
    }
    String last = files.get(files.size() - 1).name();
    boolean isAhead =
        BinlogPosition.builder(last, position.offset()).build().compare(position).orElse(-1) < 0;
    return isAhead
        ? "its last file is %s: it was reset or renamed".formatted(last)
        : objectionToPurge();
  }

  /** With its file, the server has purged everything that the position covers. */
  private @Nullable String objectionToPurge() throws IOException {
    GtidSet delivered = position.gtidSet();
    // A position at the beginning of a file may be one of given GTIDs.
    if (delivered == null || position.offset() <= ServerBinlog.FIRST_EVENT) {
      return null;
    }
    GtidSet purged = binlog.purged();
    if (purged == null) {
      return null;
    }
    boolean isCovered =
        binlog.facts().isMariaDb() ? mayBeBefore(delivered, purged) : purged.contains(delivered);
    return isCovered
        ? null
        : "%s was purged, but not all transactions before it: the purged transactions are %s, the position has %s"
            .formatted(position.file(), purged.isEmpty() ? "none" : purged, delivered);
  }

  /** Numbers of different servers of a MariaDB domain may be in any order. */
  private static boolean mayBeBefore(GtidSet delivered, GtidSet purged) {
    if (purged.isEmpty()) {
      return delivered.isEmpty();
    }
    for (String last : purged.toString().split(",", -1)) {
      String origin = last.substring(0, last.lastIndexOf('-') + 1);
      for (String wanted : delivered.toString().split(",", -1)) {
        if (wanted.startsWith(origin) && !GtidSet.parse(last).contains(GtidSet.parse(wanted))) {
          return false;
        }
      }
    }
    return true;
  }

  private @Nullable String objectionInFile() throws IOException {
    boolean isBare = position.transactionStartChecksum() == null && position.timestamp() == null;
    if (isBare || position.transactionStartOffset() > MAX_OFFSET) {
      return null;
    }
    try (BinlogScan scan = binlog.scan(position.file(), position.transactionStartOffset())) {
      BinlogEvent description = scan.description();
      if (position.transactionStartChecksum() != null) {
        return objection(scan.next());
      }
      return isLaterThanPosition(description.timestamp())
          ? "%s was created at %s, after the position was taken at %s"
              .formatted(position.file(), description.timestamp(), position.timestamp())
          : null;
    } catch (SourceException e) {
      if (e.isPermanent()) {
        return "there is no transaction at %d any more: %s"
            .formatted(position.transactionStartOffset(), e.getMessage());
      }
      throw e;
    } catch (MalformedEventException e) {
      return "there is no transaction at %d any more: %s"
          .formatted(position.transactionStartOffset(), e.getMessage());
    }
  }

  /** Returns whether a file was created later; a time in the future proves nothing. */
  private boolean isLaterThanPosition(Instant created) throws IOException {
    Instant taken = position.timestamp();
    return taken != null && created.isAfter(taken.plusSeconds(1)) && !created.isAfter(binlog.now());
  }

  private @Nullable String objection(@Nullable BinlogEvent first) {
    boolean isSame =
        first != null
            && first.file().equals(position.file())
            && first.start() == position.transactionStartOffset()
            && Objects.equals(position.transactionStartChecksum(), first.checksum());
    if (isSame) {
      return null;
    }
    return "the transaction at %d is another one%s"
        .formatted(
            position.transactionStartOffset(),
            first == null
                ? ""
                : ", of " + first.timestamp() + " instead of " + position.timestamp());
  }
}
