package dev.towpath.examples.kafka;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.GtidSet;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.position.InMemoryPositionStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A demonstration that publishes the changes of a real MySQL server to a real Kafka broker, kills
 * the broker meanwhile, and reads the topic. Nothing is missing, and the changes of each row are in
 * order.
 */
final class Demo {
  private static final String TOPIC = "shop";
  private static final int ROWS = 50;
  private static final int ROUNDS = 20;
  private static final int ROUNDS_WITHOUT_BROKER = 3;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Demo() {}

  /**
   * The outcome.
   *
   * @param changes the number of changes
   * @param published how many are in the topic
   * @param repeated how many are there repeatedly, because the answer of a killed broker was lost
   * @param misordered how many first arrived after a later change of the same row
   */
  record Outcome(int changes, int published, int repeated, int misordered) {}

  public static void main(String[] arguments) throws Exception {
    Outcome outcome = run(System.out::println);
    System.out.println("kafka: " + outcome);
  }

  static Outcome run(Consumer<String> say) throws Exception {
    say.accept("starting MySQL and Kafka");
    try (var mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start();
        var kafka = EmbeddedKafka.start()) {
      kafka.createTopic(TOPIC, 4);
      mySql.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.stock (id INT PRIMARY KEY, version INT NOT NULL)");
      var source =
          MySqlSource.builder("127.0.0.1", mySql.port())
              .credentials("root", () -> "")
              .serverId(1001)
              .startPosition(StartPosition.earliest())
              .build();
      try (CdcPipeline pipeline =
          PublishChanges.pipeline(
              source,
              KafkaSink.to(kafka.settings(), TOPIC, Duration.ofSeconds(3)),
              new InMemoryPositionStore())) {
        pipeline.start();
        change(mySql, kafka, pipeline, say);
        await(pipeline, mySql);
      }
      say.accept("reading the topic");
      return judge(Topic.read(kafka.settings(), TOPIC));
    }
  }

  /** Inserts each row with version 0 and then updates it repeatedly. */
  private static void change(
      EmbeddedMySql mySql, EmbeddedKafka kafka, CdcPipeline pipeline, Consumer<String> say)
      throws Exception {
    for (int row = 0; row < ROWS; row++) {
      mySql.execute("INSERT INTO shop.stock VALUES (%d, 0)".formatted(row));
    }
    for (int round = 1; round < ROUNDS; round++) {
      if (round == ROUNDS / 2) {
        await(pipeline, mySql);
        kafka.kill();
        say.accept("killed the broker");
      }
      if (round == ROUNDS / 2 + ROUNDS_WITHOUT_BROKER) {
        kafka.restart();
        say.accept("the broker is back");
      }
      mySql.execute("UPDATE shop.stock SET version = " + round);
    }
  }

  private static void await(CdcPipeline pipeline, EmbeddedMySql mySql) throws InterruptedException {
    String executed = String.valueOf(mySql.query("SELECT @@global.gtid_executed").get(0).get(0));
    if (!pipeline.awaitAcknowledged(GtidSet.parse(executed), LIMIT)) {
      throw new IllegalStateException("not published in time: " + pipeline.status());
    }
  }

  private static Outcome judge(List<Topic.Read> records) {
    Map<String, Topic.Read> first = new LinkedHashMap<>();
    records.forEach(read -> first.putIfAbsent(read.id(), read));
    Map<String, Integer> last = new LinkedHashMap<>();
    int misordered = 0;
    for (Topic.Read read : first.values()) {
      int version = Integer.parseInt(String.valueOf(read.row().columns().get("version")));
      Integer before = last.put(read.row().key(), version);
      if (before != null && before > version) {
        misordered++;
      }
    }
    return new Outcome(ROWS * ROUNDS, first.size(), records.size() - first.size(), misordered);
  }
}
