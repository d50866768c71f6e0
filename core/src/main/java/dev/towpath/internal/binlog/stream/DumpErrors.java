package dev.towpath.internal.binlog.stream;

import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.util.List;
import java.util.Locale;

/**
 * A classifier of the errors with which a server refuses to send its binlog, with their remedies.
 */
public final class DumpErrors {
  private static final int ACCESS_DENIED = 1045;
  private static final int MISSING_PRIVILEGE = 1227;

  /**
   * Parts of messages of error 1236 in MySQL 5.7 to 9.x and MariaDB. They mean that the file or the
   * transactions after the position are gone. All other uses of this error mean a fault of the
   * binlog or the settings.
   */
  private static final List<String> LOST =
      List.of(
          "purged",
          "could not find first log file",
          "could not find next log",
          "impossible position",
          "> file size",
          "more gtids than",
          "gtid state requested",
          "requested to start from gtid",
          "missing the gtid");

  private DumpErrors() {}

  /** Classifies an error that the server sent before it served the dump. */
  public static SourceException classify(MySqlSource source, ServerError error) {
    return classify(source, error, "the start", 0);
  }

  static SourceException classify(MySqlSource source, ServerError error, String file, long offset) {
    String message = error.getMessage();
    if (error.code() == MISSING_PRIVILEGE || error.code() == ACCESS_DENIED) {
      return SourceException.permanent(
          "%s may not read the binlog: %s; GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* to it"
              .formatted(source, message),
          error);
    }
    if (error.code() == ServerError.CANNOT_READ_BINLOG) {
      return cannotRead(source, error, file, offset);
    }
    return SourceException.retryable(
        "%s ended the dump after %s/%d: %s".formatted(source, file, offset, message), error);
  }

  private static SourceException cannotRead(
      MySqlSource source, ServerError error, String file, long offset) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("same server_uuid") || message.contains("same server_id")) {
      return SourceException.displaced(
          "%s ended the dump because another replica connected with serverId %d or for the same"
                  .formatted(source, source.serverId())
              + " pipeline name; give each its own",
          error);
    }
    if (message.contains("anonymous transaction when AUTO_POSITION")) {
      return SourceException.retryable(
          ("%s ended the dump after %s/%d because its gtid_mode is not ON any more; turn it ON again"
                  + " if that was not intended")
              .formatted(source, file, offset),
          error);
    }
    if (message.contains("anonymous transaction when @@GLOBAL.GTID_MODE")) {
      return SourceException.permanent(
          "%s has transactions without GTID at %s/%d, which it does not send (%s); SET GLOBAL"
                  .formatted(source, file, offset, message)
              + " gtid_mode = ON_PERMISSIVE until they are read, or start after them",
          error);
    }
    String lower = message.toLowerCase(Locale.ROOT);
    if (LOST.stream().anyMatch(lower::contains)) {
      return SourceException.positionLost(
          "%s cannot serve the position %s/%d any more (%s)"
              .formatted(source, file, offset, message),
          error);
    }
    return SourceException.permanent(
        "%s cannot read its binlog after %s/%d: %s; see the server's error log, and check the file with mysqlbinlog"
            .formatted(source, file, offset, message),
        error);
  }
}
