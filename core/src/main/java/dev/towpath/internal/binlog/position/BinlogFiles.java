package dev.towpath.internal.binlog.position;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.protocol.SourceException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The binlog files of a server, to be searched for a position. Used by one thread. */
interface BinlogFiles {

  /**
   * A binlog file.
   *
   * @param name its name
   * @param size its size in bytes when it was listed
   */
  record BinlogFile(String name, long size) {}

  /** Returns the files, oldest first; at least one. */
  List<BinlogFile> list() throws IOException;

  /** Returns the transactions that are in none of the files; null when the server has no GTIDs. */
  @Nullable GtidSet purged() throws IOException;

  /**
   * Opens a scan from the beginning of {@code file}; the caller closes it.
   *
   * @param executed the transactions before the file, if known
   */
  BinlogScan scan(String file, @Nullable GtidSet executed) throws IOException;

  /** Reads the first events of a file. */
  default FileHead head(String file) throws IOException {
    try (BinlogScan scan = scan(file, null)) {
      return FileHead.read(scan);
    }
  }

  /**
   * Checks that the place is still in a file.
   *
   * @throws SourceException if it is lost
   */
  default void require(BinlogPosition position) throws IOException {
    List<BinlogFile> files = list();
    for (BinlogFile file : files) {
      if (file.name().equals(position.file())) {
        if (position.offset() > file.size()) {
          throw SourceException.positionLost(
              "%s has only %d bytes, the position is at %d: the file was cut or replaced"
                  .formatted(file.name(), file.size(), position.offset()));
        }
        return;
      }
    }
    throw SourceException.positionLost(
        "binlog file %s is gone, the server has %s to %s"
            .formatted(position.file(), files.get(0).name(), files.get(files.size() - 1).name()));
  }
}
