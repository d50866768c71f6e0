package dev.towpath.storm;

import dev.towpath.CdcPipeline;
import dev.towpath.ddl.Generation;
import dev.towpath.ddl.ServerTables;
import dev.towpath.ddl.Statements;
import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.embedded.ServerException;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.schema.InMemorySchemaStore;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A storm of random DDL with rows between, on a server whose binlog names no columns. Its pipeline
 * is stopped and started at random, so that it meets some statements live and others late. What it
 * delivers is compared with what the server said when each row was written. Used by one thread.
 */
final class SchemaStorm implements AutoCloseable {
  /** The databases; tables of the last one are not captured. */
  static final List<String> DATABASES = List.of("d", "e", "elsewhere");

  private static final Duration LIMIT = Wait.LIMIT;
  private static final int BETWEEN_CHECKS = 40;

  private final MySqlVersion version;
  private final Random random;
  private final EmbeddedMySql server;
  private final List<StormSession> sessions = new ArrayList<>();
  private final Connection rowConnection;
  private final Connection watching;
  private final StormRows rows;
  private final ServerTables tables;
  private final Statements statements;
  private final TemporaryTwin twin;
  private Map<TableId, TableImage> present = Map.of();
  private final List<String> history = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private ReceivedRows received = new ReceivedRows();
  private InMemoryPositionStore positions = new InMemoryPositionStore();
  private InMemorySchemaStore schemas = new InMemorySchemaStore();
  private @Nullable CdcPipeline pipeline;
  private @Nullable String failure;
  private int executed;
  private int compared;
  private int markers;
  private int restarts;

  SchemaStorm(MySqlVersion version, long seed) throws SQLException {
    this.version = version;
    this.random = new Random(seed);
    this.server = EmbeddedMySql.builder().version(version).options(options(version)).start();
    server.createReplicationUser("cdc", "secret");
    for (String database : DATABASES) {
      server.execute("CREATE DATABASE " + database + " CHARACTER SET latin1");
    }
    server.execute("CREATE TABLE d.marker (n INT PRIMARY KEY)");
    List<String> modes = new ArrayList<>(List.of("", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES"));
    modes.add("REAL_AS_FLOAT");
    if (version == MySqlVersion.MARIADB_11_4) {
      modes.add("ORACLE");
    }
    for (String charset : List.of("utf8mb4", "latin1", "gbk")) {
      sessions.add(new StormSession(server, charset, modes));
    }
    rowConnection = server.connection();
    watching = server.connection();
    var generation = new Generation(version);
    tables = new ServerTables(watching, DATABASES);
    rows = new StormRows(rowConnection.createStatement(), random);
    statements = new Statements(random, generation, DATABASES);
    twin = new TemporaryTwin(server, random);
  }

  private static String[] options(MySqlVersion version) {
    return switch (version) {
      case MYSQL_5_7 -> new String[] {"--skip-innodb-doublewrite"};
      case MYSQL_8_0, MYSQL_9 ->
          new String[] {"--skip-innodb-doublewrite", "--binlog-row-metadata=MINIMAL"};
      case MARIADB_11_4 -> new String[] {"--binlog-row-metadata=NO_LOG", "--log-bin-compress=ON"};
    };
  }

  /** Returns the differences, each with the statements since the last comparison. */
  List<String> findings() {
    return findings;
  }

  /** Returns how many statements the server accepted. */
  int accepted() {
    return executed;
  }

  /** Waits until the server answers, or its process has ended; returns whether it has. */
  boolean hasServerCrashed() throws InterruptedException {
    Wait.until("an answer or the end of the server", () -> isAnswering() || !server.isRunning());
    return !server.isRunning();
  }

  private boolean isAnswering() {
    try {
      return !server.query("SELECT 1").isEmpty();
    } catch (ServerException e) {
      return false;
    }
  }

  /** Tells which statements were the last. */
  String last() {
    return "the last statements: " + log.subList(Math.max(0, log.size() - 3), log.size());
  }

  /** Tells in one line what happened. */
  String summary() {
    return "%s: %d statements accepted, %d row changes compared, %d restarts, %d findings"
        .formatted(version, executed, compared, restarts, findings.size());
  }

  /** Runs until so many statements were accepted. */
  void run(int count) throws SQLException, InterruptedException {
    start();
    awaitStart();
    while (executed < count) {
      int end = Math.min(count, executed + BETWEEN_CHECKS);
      // What follows a failure tells nothing.
      while (executed < end && !hasFailed()) {
        if (random.nextInt(12) == 0) {
          toggle();
        }
        step();
      }
      check();
    }
  }

  private void step() throws SQLException {
    Map<TableId, TableImage> before = present;
    if (random.nextInt(25) == 0) {
      log.addAll(twin.around(before, () -> rows.change(before)));
    }
    String sql = followed(statements.next(before));
    StormSession session = sessions.get(random.nextInt(sessions.size()));
    session.vary(random);
    while (isAvoided(sql, session)) {
      sql = followed(statements.next(before));
    }
    try {
      log.add(session.execute(sql, random));
      executed++;
    } catch (SQLException e) {
      // Not every statement fits the tables there are, and several tables may be dropped in part.
      log.add("-- refused: " + sql.replace("\n", "\n-- "));
    }
    Map<TableId, TableImage> after = tables.read();
    after.remove(new TableId("d", "marker"));
    present = after;
    if (sql.startsWith("CREATE") && sql.contains("SELECT")) {
      after.values().stream().filter(t -> !before.containsKey(t.name())).forEach(rows::copied);
    }
    log.addAll(rows.change(after));
  }

  /**
   * Leaves out what stops pipelines by design: a table that is not captured is followed from the
   * statement on that certainly creates it, and compressed columns of MariaDB are refused.
   */
  private static String followed(String sql) {
    boolean isElsewhere = sql.startsWith("CREATE") && sql.contains("elsewhere");
    String certain = isElsewhere ? sql.replaceFirst("IF NOT EXISTS ", "") : sql;
    return certain.replaceAll("(?<![=T]|= |FORMAT )\\bCOMPRESSED\\b", "");
  }

  /**
   * Whether a statement makes doubtful by design what follows. Sessions of MariaDB create tables
   * with the default character set that a database had when they selected it. In mode ORACLE the
   * server does not log the character set of a table that a query makes.
   */
  private boolean isAvoided(String sql, StormSession session) {
    boolean isOfQuery = sql.startsWith("CREATE") && sql.contains("SELECT");
    return version == MySqlVersion.MARIADB_11_4
        && (sql.startsWith("ALTER DATABASE")
            || sql.startsWith("ALTER SCHEMA")
            || isOfQuery && session.isOracle());
  }

  private void toggle() throws InterruptedException {
    if (failure != null) {
      return;
    } else if (pipeline == null) {
      start();
    } else {
      stop();
    }
  }

  private void start() {
    restarts++;
    pipeline =
        CdcPipeline.builder()
            .name("storm")
            .source(
                MySqlSource.builder("127.0.0.1", server.port())
                    .credentials("cdc", () -> "secret")
                    .serverId(9002)
                    .startPosition(StartPosition.latest())
                    .heartbeatInterval(Duration.ofMillis(500))
                    .build())
            .tables(TableFilter.include("d.*", "e.*"))
            .positionStore(positions)
            .schemaStore(schemas)
            .saveInterval(Duration.ZERO)
            .flush(FlushPolicy.every(Duration.ofMillis(5)))
            .sink(context -> received)
            .build();
    pipeline.start();
    log.add("-- pipeline started");
  }

  private void stop() throws InterruptedException {
    CdcPipeline running = pipeline;
    pipeline = null;
    if (running != null) {
      running.close();
      while (!running.status().state().isFinal()) {
        Thread.sleep(5);
      }
      failure = failureOf(running);
      log.add("-- pipeline stopped");
    }
  }

  private boolean hasFailed() {
    CdcPipeline running = pipeline;
    return failure != null || (running != null && failureOf(running) != null);
  }

  private static @Nullable String failureOf(CdcPipeline pipeline) {
    return pipeline.status().state() == PipelineState.FAILED
        ? "" + pipeline.status().failure()
        : null;
  }

  /** Waits until the first row arrives: from then on the definitions are known. */
  private void awaitStart() throws SQLException, InterruptedException {
    await(p -> p.status().acknowledgedPosition() != null);
    String marker = rows.marker(++markers);
    await(p -> received.has(marker));
    rows.take();
    received.take();
  }

  private interface Condition {
    boolean isMet(CdcPipeline pipeline);
  }

  /** Waits for a condition; whether it was met before the pipeline stopped for good. */
  private boolean await(Condition condition) throws InterruptedException {
    CdcPipeline running = Objects.requireNonNull(pipeline);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.isMet(running)) {
      if (running.status().state().isFinal() || System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  /** Lets the pipeline arrive at the end, and compares. */
  private void check() throws SQLException, InterruptedException {
    String marker = rows.marker(++markers);
    if (pipeline == null && failure == null) {
      start();
    }
    boolean arrived = pipeline != null && await(p -> received.has(marker));
    List<String> expected = rows.take();
    List<String> actual = received.take();
    String finding = arrived ? difference(expected, actual) : stopped(expected, actual);
    compared += Math.min(expected.size(), actual.size());
    if (finding != null) {
      findings.add(finding + "\n  " + String.join(";\n  ", log));
      begin();
    }
    history.addAll(log);
    log.clear();
  }

  /** Begins with a new position and history, because what follows depends on what was wrong. */
  private void begin() throws SQLException, InterruptedException {
    stop();
    failure = null;
    received = new ReceivedRows();
    positions = new InMemoryPositionStore();
    schemas = new InMemorySchemaStore();
    // What is not captured is followed from its creation on only.
    for (TableId table : tables.read().keySet()) {
      if (table.database().equals("elsewhere")) {
        server.execute("SET foreign_key_checks = 0", "DROP TABLE " + table.quoted());
      }
    }
    start();
    awaitStart();
  }

  private String stopped(List<String> expected, List<String> actual) {
    int both = Math.min(expected.size(), actual.size());
    String difference = difference(expected.subList(0, both), actual);
    String why = pipeline == null ? failure : failureOf(pipeline);
    String stopped = "stopped: " + (why == null ? "nothing arrives any more" : why);
    return difference == null ? stopped : difference + "\n" + stopped;
  }

  private static @Nullable String difference(List<String> expected, List<String> actual) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      String one = i < expected.size() ? expected.get(i) : "nothing";
      String other = i < actual.size() ? actual.get(i) : "nothing";
      if (!RowText.isSame(one, other)) {
        return "misread: expected "
            + one
            + "\n      arrived "
            + other
            + around(expected, actual, i);
      }
    }
    return null;
  }

  /** The rows next to a difference. */
  private static String around(List<String> expected, List<String> actual, int at) {
    return "\n  expected there " + near(expected, at) + "\n  arrived there " + near(actual, at);
  }

  private static List<String> near(List<String> rows, int at) {
    return rows.subList(Math.max(0, Math.min(at - 2, rows.size())), Math.min(at + 3, rows.size()));
  }

  /** Writes all findings to a file, and all statements to another one. */
  void report(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      Files.write(file, findings);
      Files.write(file.resolveSibling(file.getFileName() + ".statements"), history);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public void close() throws SQLException {
    CdcPipeline running = pipeline;
    if (running != null) {
      running.close();
    }
    for (StormSession session : sessions) {
      session.close();
    }
    rowConnection.close();
    watching.close();
    server.close();
  }
}
