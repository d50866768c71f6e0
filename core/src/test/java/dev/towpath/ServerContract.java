package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.GtidSet;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.SchemaChange;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of every server that can be followed. */
abstract class ServerContract extends LargeTransactionContract {
  private static final int TRANSACTIONS = 200;

  /**
   * The number of bytes by which a connection may live longer after each cut. The first five live
   * for 45,000 bytes together at most, and each transaction has about 400.
   */
  private static final int GROWTH = 3_000;

  @Test
  void changesAndDefinitionsArriveInOrder() throws Exception {
    startAndConnect(pipeline());

    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40))",
        "INSERT INTO t VALUES (1, 'one'), (2, 'two')",
        "UPDATE t SET name = 'zwei' WHERE id = 2",
        "ALTER TABLE t ADD COLUMN amount DECIMAL(10, 2)",
        "DELETE FROM t WHERE id = 1",
        "INSERT INTO t VALUES (3, 'três', 1.50)");
    awaitRows(5);

    assertEquals(
        List.of(
            "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(40))",
            "+{id=1, name=one}",
            "+{id=2, name=two}",
            "{id=2, name=two}>{id=2, name=zwei}",
            "ALTER TABLE t ADD COLUMN amount DECIMAL(10, 2)",
            "-{id=1, name=one, amount=null}",
            "+{id=3, name=três, amount=1.50}"),
        changes());
  }

  @Test
  void transactionsOfEveryKindOfEndArriveWhole() throws Exception {
    startAndConnect(pipeline());

    sql(
        "CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB",
        "CREATE TABLE m (id INT PRIMARY KEY) ENGINE=MyISAM",
        "START TRANSACTION",
        "INSERT INTO t VALUES (1)",
        "SAVEPOINT s",
        "INSERT INTO t VALUES (99)",
        "ROLLBACK TO SAVEPOINT s",
        "INSERT INTO t VALUES (2)",
        "COMMIT",
        "START TRANSACTION",
        "INSERT INTO t VALUES (98)",
        "ROLLBACK",
        "INSERT INTO m VALUES (3)",
        "INSERT INTO t VALUES (4)");
    List<RowChange> rows = awaitRows(4);

    assertEquals(List.of("1", "2", "3", "4"), PipelineIT.ids(rows));
    assertEquals(rows.get(0).origin().transactionId(), rows.get(1).origin().transactionId());
    assertEquals(3, rows.stream().map(row -> row.origin().transactionId()).distinct().count());
  }

  @Test
  void pipelineGoesOnWhereItWasAfterBothWereRestarted() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);
    first.close();
    sql("INSERT INTO t VALUES (2)");
    mysql.restart();
    sql("INSERT INTO t VALUES (3)");

    start(pipeline());

    assertEquals(List.of("1", "2", "3"), PipelineIT.ids(awaitRows(3)));
  }

  @Test
  void aRunningPipelineSurvivesACrashOfTheServer() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(pipeline());
    sql("INSERT INTO t VALUES (1)");
    awaitRows(1);

    mysql.kill();
    mysql.start();
    sql("INSERT INTO t VALUES (2)");

    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void positionHoldsAllTransactionsTheServerHasExecuted() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = startAndConnect(pipeline());

    sql("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)");
    GtidSet executed = GtidSet.parse(value(executedVariable()).replace("\n", ""));

    await(() -> executed.equals(acknowledged(pipeline).gtidSet()));
    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void pipelineStartsAtTheOldestFile() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS");
    sql("INSERT INTO t VALUES (2)");

    start(from(StartPosition.earliest()));

    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void pipelineStartsAtAnOffsetAndKnowsAllTransactionsBefore() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS");
    sql("INSERT INTO t VALUES (2)");
    BinlogPosition end = end();
    sql("INSERT INTO t VALUES (3)");

    CdcPipeline pipeline = start(from(StartPosition.at(end.file(), end.offset())));

    assertEquals(List.of("3"), PipelineIT.ids(awaitRows(1)));
    GtidSet executed = GtidSet.parse(value(executedVariable()).replace("\n", ""));
    await(() -> executed.equals(acknowledged(pipeline).gtidSet()));
  }

  @Test
  void pipelineStartsAfterASetOfTransactions() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    GtidSet executed = GtidSet.parse(value(executedVariable()).replace("\n", ""));
    sql("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (3)");

    start(from(StartPosition.gtid(executed)));

    assertEquals(List.of("2", "3"), PipelineIT.ids(awaitRows(2)));
  }

  @Test
  void pipelineStartsAtATime() throws Exception {
    long second = Instant.now().getEpochSecond() + 1000;
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "SET timestamp = " + second,
        "INSERT INTO t VALUES (1)",
        "FLUSH BINARY LOGS",
        "SET timestamp = " + (second + 10),
        "INSERT INTO t VALUES (2)",
        "SET timestamp = " + (second + 20),
        "INSERT INTO t VALUES (3)");

    start(from(StartPosition.timestamp(Instant.ofEpochSecond(second + 20))));

    assertEquals(List.of("3"), PipelineIT.ids(awaitRows(1)));
  }

  @Test
  void connectionsThatAreCutAnywhereLoseNothing() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, filler VARCHAR(100))");
    long seed = Long.getLong("towpath.seed", System.nanoTime());
    var random = new Random(seed);
    try (var proxy = new CuttingProxy(mysql.port(), cuts -> random.nextInt(GROWTH * (cuts + 1)))) {
      startAndConnect(
          pipeline()
              .source(through(proxy))
              .errorPolicy(failure -> new ErrorPolicy.Retry(Duration.ofMillis(2))));

      for (int i = 0; i < TRANSACTIONS; i++) {
        sql("INSERT INTO t VALUES (%d, 'a'), (%d, REPEAT('b', 90))".formatted(2 * i, 2 * i + 1));
      }
      await(() -> keys().size() == 2 * TRANSACTIONS);

      assertEquals(IntStream.range(0, 2 * TRANSACTIONS).boxed().toList(), List.copyOf(keys()));
      assertTrue(proxy.cuts() >= 5, () -> proxy.cuts() + " cuts, -Dtowpath.seed=" + seed);
    }
  }

  @Test
  void definitionsAreThoseAtTheGtidsOfAPositionWhoseOffsetIsFurtherOn() throws Exception {
    leaveNamesOut();
    sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
    CdcPipeline earlier = startAndConnect(pipeline());
    earlier.close();
    BinlogPosition before = acknowledged(earlier);
    sql("ALTER TABLE t CHANGE a b INT, CHANGE b a INT");
    BinlogPosition after = end();
    sql("INSERT INTO t (id, a, b) VALUES (1, 2, 3)");

    start(
        pipeline(
            new At(
                BinlogPosition.builder(after.file(), after.offset())
                    .gtidSet(before.gtidSet())
                    .serverUuid(before.serverUuid())
                    .build())));

    RowChange change = awaitRows(1).get(0);
    assertEquals(2, change.row().getInt("a"), changes().toString());
    assertEquals(3, change.row().getInt("b"), changes().toString());
  }

  /**
   * Lets table maps name no columns until the server is stopped; does nothing where they never do.
   */
  private static void leaveNamesOut() {
    if (!mysql.query("SHOW GLOBAL VARIABLES LIKE 'binlog_row_metadata'").isEmpty()) {
      mysql.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
    }
  }

  /** A store that makes every start begin at the same position. */
  private record At(BinlogPosition position) implements PositionStore {
    @Override
    public Optional<Checkpoint> load(Lease lease) {
      return Optional.of(Checkpoint.of(position));
    }

    @Override
    public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Returns the expression for all transactions the server has executed. */
  String executedVariable() {
    return "@@GLOBAL.gtid_executed";
  }

  final CdcPipeline.Builder from(StartPosition start) {
    return pipeline(new InMemoryPositionStore()).source(source().startPosition(start).build());
  }

  private MySqlSource through(CuttingProxy proxy) {
    return MySqlSource.builder("127.0.0.1", proxy.port())
        .credentials("cdc", () -> "secret")
        .serverId(9002)
        .tls(TlsMode.DISABLED)
        .publicKeyRetrieval(true)
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMillis(500))
        .build();
  }

  static String value(String expression) {
    return String.valueOf(mysql.query("SELECT " + expression).get(0).get(0));
  }

  static BinlogPosition acknowledged(CdcPipeline pipeline) {
    return Objects.requireNonNull(pipeline.status().acknowledgedPosition());
  }

  /** Returns where the binlog ends: the size of its last file. */
  final BinlogPosition end() {
    var files = mysql.query("SHOW BINARY LOGS");
    var last = files.get(files.size() - 1);
    return BinlogPosition.builder(
            String.valueOf(last.get(0)), Long.parseLong(String.valueOf(last.get(1))))
        .build();
  }

  /** Returns statements and rows, without transaction markers. */
  final List<String> changes() {
    List<String> texts = new ArrayList<>();
    for (ChangeEvent event : sink.events()) {
      if (event instanceof SchemaChange change) {
        texts.add(change.sql());
      } else if (event instanceof RowInsert insert) {
        texts.add("+" + values(insert.after().toString()));
      } else if (event instanceof RowDelete delete) {
        texts.add("-" + values(delete.before().toString()));
      } else if (event instanceof RowUpdate update) {
        texts.add(values(update.before().toString()) + ">" + values(update.after().toString()));
      }
    }
    return texts;
  }

  private static String values(String row) {
    return row.substring(row.indexOf('{'));
  }

  /** Returns the keys in the order of their first delivery. */
  private Set<Integer> keys() {
    List<Integer> keys = new ArrayList<>();
    for (RowChange change : rows()) {
      keys.add(change.row().getInt("id"));
    }
    return new LinkedHashSet<>(keys);
  }
}
