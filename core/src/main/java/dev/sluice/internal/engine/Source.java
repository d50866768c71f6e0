package dev.sluice.internal.engine;

import dev.sluice.event.BinlogPosition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a term: follows a binlog and puts its events into the term's queue. Its last
 * item is {@link StreamItem.Ended} unless it is closed.
 */
interface Source extends AutoCloseable {

  /** Begins to read. */
  void start();

  /** The end of the last transaction that was read completely; null before the first. */
  @Nullable BinlogPosition received();

  /** The time at which the server last sent anything; the start of the term before it has. */
  Instant lastHeard();

  /** The longest time for which a healthy server with nothing new sends nothing. */
  Duration longestSilence();

  /** Ends connections at once, without waiting for anything; may be called by any thread. */
  void disconnect();

  /** Ends reading and waits, for a limited time, until nothing is put into the queue any more. */
  @Override
  void close();
}
