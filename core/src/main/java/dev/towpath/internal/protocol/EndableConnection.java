package dev.towpath.internal.protocol;

import dev.towpath.internal.log.Loggers;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a thread has open or is opening, which any other thread can end at once and
 * for good: what is opened afterwards is closed right away. Thread-safe.
 *
 * <p>To be handed to {@link MySqlSession#open(dev.towpath.mysql.MySqlSource, Consumer)} and its
 * kin.
 */
public final class EndableConnection implements Consumer<Closeable> {
  private static final System.Logger logger = Loggers.SOURCE;

  private volatile @Nullable Closeable current;
  private volatile boolean ended;

  /** A connection that is not open yet. */
  public EndableConnection() {}

  /** Whether it was ended. */
  public boolean isEnded() {
    return ended;
  }

  @Override
  public void accept(Closeable opening) {
    current = opening;
    // Read after writing, as end() does the other way round: one of the two sees the other.
    if (ended) {
      closeQuietly(opening);
    }
  }

  /** Ends it. Idempotent; waits for nothing. */
  public void end() {
    ended = true;
    Closeable open = current;
    if (open != null) {
      closeQuietly(open);
    }
  }

  /** What was read over it is complete or given up: how it ends does not matter. */
  private static void closeQuietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      logger.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
    }
  }
}
