package dev.towpath.examples.canal;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.embedded.EmbeddedZooKeeper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.jspecify.annotations.Nullable;

/**
 * A demonstration of a takeover from a canal that has published the first of two orders. Its
 * configuration is in files, its cursor in ZooKeeper.
 */
final class Demo {
  /** Gives events the time that the cursor has for them. */
  static final String AT_THE_TIME_OF_THE_CURSOR = "SET timestamp = 1700000000";

  private static final long LIMIT_SECONDS = 240;

  private Demo() {}

  /**
   * The outcome.
   *
   * @param report the report of the dry run
   * @param messages the messages in RocketMQ: canal's JSON
   */
  record Outcome(String report, List<String> messages) {}

  public static void main(String[] arguments) throws Exception {
    Outcome outcome = run(System.out);
    outcome.messages().forEach(System.out::println);
    System.out.println("canal: " + outcome.messages().size() + " message after the takeover");
  }

  static Outcome run(PrintStream out) throws Exception {
    out.println("starting MySQL, ZooKeeper and RocketMQ");
    Path conf = Files.createTempDirectory("towpath-canal-");
    try (var mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start();
        var zooKeeper = EmbeddedZooKeeper.builder().start();
        var rocketMq = EmbeddedRocketMq.builder().start()) {
      rocketMq.createTopic("shop", 4);
      mySql.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.orders (id INT PRIMARY KEY, secret VARCHAR(20))",
          AT_THE_TIME_OF_THE_CURSOR,
          "INSERT INTO shop.orders VALUES (1, 'published by canal')");
      zooKeeper.create(
          "/otter/canal/destinations/shop/1001/cursor",
          cursor(mySql).getBytes(StandardCharsets.UTF_8));
      mySql.execute("INSERT INTO shop.orders VALUES (2, 'not yet')");
      write(conf, mySql, zooKeeper, rocketMq);

      CanalConf read = CanalConf.read(conf, key -> null);
      try (Migration migration = Migration.of(read)) {
        var report = new ByteArrayOutputStream();
        MigrateFromCanal.report(
            read, migration, new PrintStream(report, true, StandardCharsets.UTF_8));
        out.print(report);
        migration.start();
        return new Outcome(report.toString(StandardCharsets.UTF_8), receive(rocketMq, "shop"));
      }
    } finally {
      Files.delete(conf.resolve("shop/instance.properties"));
      Files.delete(conf.resolve("shop"));
      Files.delete(conf.resolve("canal.properties"));
      Files.delete(conf);
    }
  }

  /** Returns canal's cursor: the start of the last delivered event, the end of a transaction. */
  private static String cursor(EmbeddedMySql mySql) {
    return cursor(mySql, "Xid");
  }

  /** Returns the cursor at the last event of that type. */
  static String cursor(EmbeddedMySql mySql, String type) {
    List<@Nullable String> last = List.of();
    for (List<@Nullable String> event : mySql.query("SHOW BINLOG EVENTS")) {
      last = type.equals(event.get(2)) ? event : last;
    }
    return """
        {"@type":"com.alibaba.otter.canal.protocol.position.LogPosition","identity":{"slaveId":-1,\
        "sourceAddress":{"address":"127.0.0.1","port":%d}},"postion":{"gtid":"","included":false,\
        "journalName":"%s","position":%s,"serverId":1,"timestamp":1700000000000}}"""
        .formatted(mySql.port(), last.get(0), last.get(1));
  }

  private static void write(
      Path conf, EmbeddedMySql mySql, EmbeddedZooKeeper zooKeeper, EmbeddedRocketMq rocketMq)
      throws IOException {
    Files.writeString(
        conf.resolve("canal.properties"),
        """
        canal.zkServers = %s
        canal.serverMode = rocketMQ
        canal.destinations = shop
        canal.instance.global.spring.xml = classpath:spring/default-instance.xml
        canal.instance.memory.buffer.size = 16384
        rocketmq.namesrv.addr = %s
        """
            .formatted(zooKeeper.connectString(), rocketMq.nameServer()));
    Files.createDirectories(conf.resolve("shop"));
    Files.writeString(
        conf.resolve("shop/instance.properties"),
        """
        canal.instance.master.address = 127.0.0.1:%d
        canal.instance.dbUsername = root
        canal.instance.dbPassword =
        canal.instance.filter.regex = shop\\\\..*
        canal.instance.filter.black.field = shop.orders:secret
        canal.mq.topic = shop
        canal.mq.partitionHash = .*\\\\..*:$pk$
        """
            .formatted(mySql.port()));
  }

  /** Returns all messages of the topic, once order 2's message has arrived. */
  static List<String> receive(EmbeddedRocketMq rocketMq, String topic)
      throws MQClientException, InterruptedException {
    var consumer = new DefaultLitePullConsumer("migration");
    consumer.setNamesrvAddr(rocketMq.nameServer());
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.start();
    try {
      consumer.assign(consumer.fetchMessageQueues(topic));
      List<String> bodies = new ArrayList<>();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      while (bodies.stream().noneMatch(body -> body.contains("\"id\":\"2\""))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("order 2 did not arrive, only " + bodies);
        }
        for (MessageExt message : consumer.poll(100)) {
          bodies.add(new String(message.getBody(), StandardCharsets.UTF_8));
        }
      }
      return bodies;
    } finally {
      consumer.shutdown();
    }
  }
}
