package dev.towpath.internal.preflight;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The remaining time for which a server keeps the binlog after a position. Immutable.
 *
 * @param left the least remaining time, not negative
 * @param kept how long the server keeps a file after it was closed
 */
public record Retention(Duration left, Duration kept) {

  /**
   * Reads the retention from the server. It removes a file when it has been closed for {@code
   * kept}; the file of a position was closed no earlier than the position's transaction was
   * written.
   *
   * @return null when files are never purged, when the position is of another server, or when its
   *     time is unknown
   */
  public static @Nullable Retention of(MySqlSession session, BinlogPosition position, Instant now)
      throws IOException {
    Variables variables = Variables.read(session);
    Duration kept = variables.binlogRetention().orElse(null);
    String server = position.serverUuid();
    if (kept == null
        || (server != null && !server.equals(variables.get("server_uuid").orElse(server)))) {
      return null;
    }
    TextResult files = session.query("SHOW BINARY LOGS");
    boolean open = files.size() > 0 && position.file().equals(files.get(files.size() - 1, 0));
    if (open) {
      return new Retention(kept, kept);
    }
    for (int i = 0; i < files.size(); i++) {
      if (position.file().equals(files.get(i, 0))) {
        return closed(position.timestamp(), kept, now);
      }
    }
    return new Retention(Duration.ZERO, kept);
  }

  private static @Nullable Retention closed(@Nullable Instant written, Duration kept, Instant now) {
    if (written == null || written.equals(Instant.EPOCH)) {
      return null;
    }
    Duration left = Duration.between(now, written.plus(kept));
    return new Retention(left.isNegative() ? Duration.ZERO : left, kept);
  }

  /** Returns whether less than a quarter of the time is left. */
  public boolean isShort() {
    return left.compareTo(kept.dividedBy(4)) < 0;
  }
}
