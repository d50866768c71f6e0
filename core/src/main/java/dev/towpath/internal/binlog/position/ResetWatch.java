package dev.towpath.internal.binlog.position;

import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.internal.protocol.TextResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A watch for a reset of the binlog that is followed. After a reset the dump waits at the end of a
 * file that does not exist any more, and the server only sends heartbeats. So at a heartbeat the
 * watch queries how many RESET statements the server has executed. A server that skips transactions
 * sends a heartbeat for each of them: one query per half heartbeat interval is enough. The watch
 * keeps a second connection from the first query on. Used by one thread.
 */
public final class ResetWatch {
  private static final System.Logger logger = Loggers.SOURCE;

  private final MySqlSession dump;
  private final @Nullable String resets;
  private final long pauseNanos;
  private @Nullable MySqlSession questions;
  private long asked;
  private boolean reported;

  /**
   * Creates a watch over a dump that is going to begin.
   *
   * @param dump its connection; the second one is closed with it
   */
  public ResetWatch(MySqlSession dump) throws IOException {
    this.dump = dump;
    this.resets = first(dump);
    this.pauseNanos = dump.source().heartbeatInterval().toNanos() / 2;
    this.asked = System.nanoTime();
  }

  /**
   * Returns the first count; null for servers that only resemble MySQL and do not count RESET,
   * which are followed without the watch.
   */
  private static @Nullable String first(MySqlSession session) throws IOException {
    try {
      return resets(session);
    } catch (ServerError e) {
      logger.log(
          System.Logger.Level.WARNING,
          () ->
              "cannot see a reset of the binlog of %s while it is followed, because it does not show Com_reset: %s"
                  .formatted(session.source(), e.getMessage()));
      return null;
    }
  }

  private static @Nullable String resets(MySqlSession session) throws IOException {
    TextResult status = session.query("SHOW GLOBAL STATUS LIKE 'Com_reset'");
    return status.size() == 0 ? null : status.get(0, 1);
  }

  /**
   * Queries again, unless it did just now; to be called at each heartbeat.
   *
   * @throws SourceException if there was a RESET: the next connection tells whether the binlog is
   *     still the same
   */
  public void check() {
    if (resets == null || System.nanoTime() - asked < pauseNanos) {
      return;
    }
    asked = System.nanoTime();
    String now;
    try {
      MySqlSession session = questions;
      if (session == null) {
        session = dump.openAnother();
        questions = session;
        // Nothing is read from the dump meanwhile, so its silence is not noticed either.
        session.readTimeout(dump.source().heartbeatInterval().multipliedBy(3));
      }
      now = resets(session);
      reported = false;
    } catch (IOException | SourceException e) {
      disconnect();
      report(e);
      return;
    }
    if (now != null && !resets.equals(now)) {
      throw SourceException.retryable(
          "a RESET statement was executed on %s; connecting again to see whether its binlog was reset"
              .formatted(dump.source()));
    }
  }

  private void report(Exception failure) {
    logger.log(
        reported ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
        () ->
            "cannot ask %s whether its binlog was reset, and will ask again: %s"
                .formatted(dump.source(), failure.getMessage()));
    reported = true;
  }

  private void disconnect() {
    MySqlSession session = questions;
    questions = null;
    try {
      if (session != null) {
        session.close();
      }
    } catch (IOException e) {
      // Closing a socket releases it even if it reports an error.
    }
  }
}
