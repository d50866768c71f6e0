package dev.towpath.verification.benchmark;

import dev.towpath.embedded.EmbeddedMySql;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A MySQL server with the workloads in its binlog. */
final class Source implements AutoCloseable {
  private final EmbeddedMySql server;
  private final Consumer<String> progress;
  private final Map<Workload, Stretch> stretches = new EnumMap<>(Workload.class);

  private Source(EmbeddedMySql server, Consumer<String> progress) {
    this.server = server;
    this.progress = progress;
  }

  /** Starts the server and writes the workloads. */
  static Source start(Options options, Consumer<String> progress) {
    EmbeddedMySql server =
        EmbeddedMySql.builder()
            .serverId(1)
            .options(
                "--binlog-row-metadata=FULL",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=512M",
                "--innodb-log-file-size=256M",
                "--max-binlog-size=1G",
                "--sql-mode=NO_ENGINE_SUBSTITUTION")
            .progress(progress)
            .start();
    var source = new Source(server, progress);
    try {
      server.execute(Statements.setUp().toArray(String[]::new));
      options.workloads().forEach(workload -> source.write(workload, options.scale()));
      return source;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void write(Workload workload, double scale) {
    server.execute("FLUSH BINARY LOGS");
    Stretch stretch = position();
    int rows = workload.rows(scale);
    progress.accept("writing %s: %,d rows".formatted(workload, rows));
    server.execute(Statements.write(workload, rows).toArray(String[]::new));
    server.execute(Statements.mark(workload.name()));
    stretches.put(workload, stretch);
  }

  /** Returns the end of the binlog. */
  Stretch position() {
    List<@Nullable String> status = server.query("SHOW MASTER STATUS").get(0);
    return new Stretch(
        server.port(),
        String.valueOf(status.get(0)),
        Long.parseLong(String.valueOf(status.get(1))));
  }

  /** Returns the stretch of a workload. */
  Stretch stretch(Workload workload) {
    Stretch stretch = stretches.get(workload);
    if (stretch == null) {
      throw new IllegalArgumentException(workload + " was not written");
    }
    return stretch;
  }

  /** Returns the server. */
  EmbeddedMySql server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }
}
