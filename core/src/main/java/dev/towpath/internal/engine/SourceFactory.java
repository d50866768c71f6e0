package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.mysql.MySqlSource;
import java.io.Closeable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A factory of the sources that terms read from. Thread-safe. */
interface SourceFactory {

  /**
   * Creates the source of a term, which reads nothing until it is started.
   *
   * @param queue the queue for the items that are read
   * @param parts the parts of the engine
   * @param start the position to resume at; null to begin at the configured start
   */
  Source open(StreamQueue queue, EngineParts parts, @Nullable BinlogPosition start);

  /**
   * Asks a server for the changes of a transaction that was prepared before.
   *
   * @param opening receives a handle that ends the attempt at once, before anything can block
   */
  PreparedReader prepared(
      MySqlSource server, PreparedTransaction transaction, Consumer<? super Closeable> opening);
}
