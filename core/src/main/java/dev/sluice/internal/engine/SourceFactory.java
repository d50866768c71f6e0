package dev.sluice.internal.engine;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.PreparedTransaction;
import dev.sluice.internal.binlog.PreparedReader;
import dev.sluice.mysql.MySqlSource;
import java.io.Closeable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens what a term reads from. Thread-safe. */
interface SourceFactory {

  /**
   * The source of a term; reads nothing until it is started.
   *
   * @param queue takes what is read
   * @param parts the parts of the engine
   * @param start the position to go on from; null to begin at the configured start
   */
  Source open(StreamQueue queue, EngineParts parts, @Nullable BinlogPosition start);

  /**
   * Asks a server for the changes of a transaction that was prepared before.
   *
   * @param opening is given what ends the attempt at once, before anything can block
   */
  PreparedReader prepared(
      MySqlSource server, PreparedTransaction transaction, Consumer<? super Closeable> opening);
}
