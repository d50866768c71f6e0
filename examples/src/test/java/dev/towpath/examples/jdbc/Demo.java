package dev.towpath.examples.jdbc;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.GtidSet;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A demonstration that copies a table between two real servers, while the target is killed and the
 * pipeline replaced. Triggers count how often each change was applied.
 */
final class Demo {
  private static final int SMALL = 200;

  /** The rows of a transaction that exceeds a batch and is therefore committed in parts. */
  private static final int LARGE = 12_000;

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Consumer<String> say;
  private final EmbeddedMySql source;
  private final EmbeddedMySql target;
  private CdcPipeline pipeline;

  private Demo(Consumer<String> say, EmbeddedMySql source, EmbeddedMySql target) {
    this.say = say;
    this.source = source;
    this.target = target;
    this.pipeline = pipeline();
  }

  /**
   * The outcome: changes in the source, changes applied in the target, and whether the rows are
   * equal.
   */
  record Outcome(long changes, long applied, boolean isEqual) {}

  public static void main(String[] arguments) throws InterruptedException {
    Outcome outcome = run(System.out::println);
    System.out.println("jdbc: " + outcome);
  }

  static Outcome run(Consumer<String> say) throws InterruptedException {
    say.accept("starting two MySQL servers");
    try (var source =
            EmbeddedMySql.builder().serverId(1).options("--binlog-row-metadata=FULL").start();
        var target = EmbeddedMySql.builder().serverId(2).options("--skip-log-bin").start()) {
      return new Demo(say, source, target).run();
    }
  }

  private Outcome run() throws InterruptedException {
    String table = "CREATE TABLE shop.stock (id INT PRIMARY KEY, quantity INT NOT NULL)";
    source.execute("CREATE DATABASE shop", table);
    target.execute("CREATE DATABASE shop", table, "CREATE TABLE shop.applied (id SERIAL)");
    for (String event : new String[] {"INSERT", "UPDATE", "DELETE"}) {
      target.execute(
          "CREATE TRIGGER shop.after_%1$s AFTER %1$s ON shop.stock FOR EACH ROW INSERT INTO shop.applied VALUES ()"
              .formatted(event));
    }
    try {
      pipeline.start();
      long changes = change();
      awaitAcknowledged();
      return new Outcome(changes, count(target, "shop.applied"), rows(source).equals(rows(target)));
    } finally {
      pipeline.close();
    }
  }

  private CdcPipeline pipeline() {
    return CopyTables.pipeline(
        MySqlSource.builder("127.0.0.1", source.port())
            .credentials("root", () -> "")
            .serverId(1001)
            .startPosition(StartPosition.earliest())
            .build(),
        JdbcUpsertSink.to("jdbc:mariadb://127.0.0.1:" + target.port() + "/", "root", () -> ""));
  }

  private long change() throws InterruptedException {
    for (int id = 0; id < SMALL; id++) {
      source.execute("INSERT INTO shop.stock VALUES (%d, 10)".formatted(id));
    }
    killTarget("in the middle of small transactions");
    source.execute(
        "SET SESSION cte_max_recursion_depth = 1000000",
        """
        INSERT INTO shop.stock WITH RECURSIVE n (id) AS (
          SELECT 1000 UNION ALL SELECT id + 1 FROM n WHERE id < 999 + %d) SELECT id, 1 FROM n"""
            .formatted(LARGE));
    awaitRows(SMALL + 1);
    killTarget("in the middle of a transaction of %,d rows".formatted(LARGE));
    source.execute(
        "UPDATE shop.stock SET quantity = quantity + 1 WHERE id < " + SMALL,
        "UPDATE shop.stock SET id = id + 500 WHERE id < 100",
        "DELETE FROM shop.stock WHERE id >= 1000 AND id % 2 = 0");
    say.accept("replacing the pipeline, which forgets all it knew");
    pipeline.close();
    pipeline = pipeline();
    pipeline.start();
    return SMALL + LARGE + SMALL + 100 + LARGE / 2;
  }

  private void killTarget(String when) {
    target.kill();
    say.accept("killed the target " + when);
    target.start();
  }

  /** Waits for rows of the first part: the sink commits whole parts. */
  private void awaitRows(long atLeast) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (count(target, "shop.stock") < atLeast) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "no %d rows in the target: %s".formatted(atLeast, pipeline.status()));
      }
      Thread.sleep(5);
    }
  }

  private void awaitAcknowledged() throws InterruptedException {
    var executed =
        GtidSet.parse(String.valueOf(source.query("SELECT @@global.gtid_executed").get(0).get(0)));
    if (!pipeline.awaitAcknowledged(executed, LIMIT)) {
      throw new IllegalStateException("not applied in time: " + pipeline.status());
    }
  }

  private static long count(EmbeddedMySql server, String table) {
    return Long.parseLong(
        String.valueOf(server.query("SELECT count(*) FROM " + table).get(0).get(0)));
  }

  private static Object rows(EmbeddedMySql server) {
    return server.query("SELECT * FROM shop.stock ORDER BY id");
  }
}
