package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.mysql.MySqlSource;
import java.io.Closeable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A factory of sources that are MySQL or MariaDB servers. */
record ServerSourceFactory(EngineConfig config) implements SourceFactory {

  @Override
  public Source open(StreamQueue queue, EngineParts parts, @Nullable BinlogPosition start) {
    return new ServerSource(config, queue, parts, start);
  }

  @Override
  public PreparedReader prepared(
      MySqlSource server, PreparedTransaction transaction, Consumer<? super Closeable> opening) {
    return PreparedReader.open(server, transaction, config.name(), opening);
  }
}
