package dev.towpath;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.testkit.RecordingSink;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** Pipelines over a real MySQL, one server for each class of tests. */
abstract class PipelineTestBase {
  static final Duration LIMIT = Wait.LIMIT;

  static EmbeddedMySql mysql;
  private static int databases;

  final RecordingSink sink = new RecordingSink();
  final InMemoryPositionStore store = new InMemoryPositionStore();
  private final List<CdcPipeline> pipelines = new ArrayList<>();
  String database = "";

  @BeforeAll
  static void startServer(TestInfo test) {
    OnServer on = test.getTestClass().orElseThrow().getAnnotation(OnServer.class);
    MySqlVersion version = on == null ? MySqlVersion.MYSQL_8_0 : on.value();
    mysql = EmbeddedMySql.builder().version(version).start();
    mysql.createReplicationUser("cdc", "secret");
  }

  @AfterAll
  static void stopServer() {
    mysql.close();
  }

  @BeforeEach
  void createDatabase(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    database = name.substring(0, Math.min(40, name.length())) + databases++;
    mysql.execute("CREATE DATABASE " + database);
  }

  @AfterEach
  void closePipelines() {
    pipelines.forEach(CdcPipeline::close);
  }

  MySqlSource.Builder source() {
    return MySqlSource.builder("127.0.0.1", mysql.port())
        .credentials("cdc", () -> "secret")
        .serverId(9001)
        // The default is short for a server on a busy machine, where only pipelines try again.
        .connectTimeout(Duration.ofMinutes(1))
        .heartbeatInterval(Duration.ofMillis(500));
  }

  /**
   * Returns a source that begins at the end of the binlog, for tests that allow no second
   * connection: on a busy machine the usual one is taken for dead where nothing is wrong.
   */
  MySqlSource patient() {
    return source()
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMinutes(1))
        .build();
  }

  CdcPipeline.Builder pipeline() {
    return pipeline(store);
  }

  CdcPipeline.Builder pipeline(PositionStore positions) {
    return CdcPipeline.builder()
        .name(database)
        .source(source().startPosition(StartPosition.latest()).build())
        .tables(TableFilter.include(database + ".*"))
        .positionStore(positions)
        .saveInterval(Duration.ZERO)
        .flush(FlushPolicy.every(Duration.ofMillis(20)))
        .errorPolicy(ErrorPolicy.backoff(Duration.ofMillis(20), Duration.ofMillis(200)))
        .shutdownTimeout(Duration.ofSeconds(10))
        .sink(recording());
  }

  /**
   * Returns a factory of sinks that record changes, transaction markers and DDL, but no heartbeats.
   */
  SinkFactory recording() {
    SinkFactory factory = sink.factory();
    return context -> new Quiet(factory.create(context));
  }

  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  private record Quiet(Sink target) implements Sink {
    @Override
    public void write(EventBatch batch) throws Exception {
      target.write(batch);
    }

    @Override
    public void flush() throws Exception {
      target.flush();
    }

    @Override
    public void close() throws Exception {
      target.close();
    }
  }

  CdcPipeline start(CdcPipeline.Builder builder) {
    CdcPipeline pipeline = builder.build();
    pipelines.add(pipeline);
    pipeline.start();
    return pipeline;
  }

  /** Starts and waits until the place to start from is fixed. */
  CdcPipeline startAndConnect(CdcPipeline.Builder builder) throws InterruptedException {
    CdcPipeline pipeline = start(builder);
    await(() -> pipeline.status().acknowledgedPosition() != null);
    return pipeline;
  }

  void sql(String... statements) {
    List<String> all = new ArrayList<>(List.of("USE " + database));
    all.addAll(List.of(statements));
    mysql.execute(all.toArray(new String[0]));
  }

  /**
   * Deletes the binlog files before {@code file}. The server keeps files that a dump reads, and
   * notices late that the client of a dump has gone.
   */
  static void purgeTo(String file) throws InterruptedException {
    await(
        () -> {
          mysql.execute("PURGE BINARY LOGS TO '" + file + "'");
          return file.equals(mysql.query("SHOW BINARY LOGS").get(0).get(0));
        });
  }

  /** Waits for row changes; ignores other events. */
  List<RowChange> awaitRows(int count) throws InterruptedException {
    await(() -> rows().size() >= count);
    return rows();
  }

  List<RowChange> rows() {
    List<RowChange> rows = new ArrayList<>();
    for (ChangeEvent event : sink.events()) {
      if (event instanceof RowChange change) {
        rows.add(change);
      }
    }
    return rows;
  }

  /** Returns whether the sink is further behind than {@code limit}; false outside a term. */
  static boolean isLagAbove(Duration limit, CdcPipeline pipeline) {
    Duration lag = pipeline.status().lag();
    return lag != null && lag.compareTo(limit) > 0;
  }

  /** Returns whether the sink is not behind; false outside a term. */
  static boolean isLagZero(CdcPipeline pipeline) {
    return Duration.ZERO.equals(pipeline.status().lag());
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    Wait.until(condition::getAsBoolean);
  }
}
