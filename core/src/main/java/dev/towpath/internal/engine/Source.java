package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a term: it follows a binlog and puts its events into the term's queue. The
 * last item is {@link StreamItem.Ended} unless the source is closed.
 */
interface Source extends AutoCloseable {

  /** Begins to read. */
  void start();

  /** Returns the end of the last transaction that was read completely; null before the first. */
  @Nullable BinlogPosition received();

  /**
   * Returns the time at which the server last sent anything; before that, the start of the term.
   */
  Instant lastHeard();

  /** Returns the longest time for which a healthy idle server sends nothing. */
  Duration longestSilence();

  /** Ends connections at once, without waiting for anything; may be called by any thread. */
  void disconnect();

  /** Ends reading and waits, for a limited time, until nothing is put into the queue any more. */
  @Override
  void close();
}
