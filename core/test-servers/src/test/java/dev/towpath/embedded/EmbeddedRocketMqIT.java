package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRocketMqIT {
  private static final int SEND_TIMEOUT_MILLIS = 60_000;

  @Test
  void messagesSurviveKillAndRestartOfTheBroker() throws Exception {
    try (EmbeddedRocketMq servers = EmbeddedRocketMq.builder().start()) {
      servers.createTopic("orders", 1);
      String broker = servers.broker();

      send(servers, "orders", "one");
      servers.killBroker();
      servers.startBroker();
      send(servers, "orders", "two");
      servers.restartBroker();

      assertEquals(List.of("one", "two"), receive(servers, "orders", 2));
      assertEquals(broker, servers.broker());
    }
  }

  @Test
  void aTopicHasAsManyQueuesAsAskedFor() throws Exception {
    try (EmbeddedRocketMq servers = EmbeddedRocketMq.builder().start()) {
      servers.createTopic("few", 1);
      servers.createTopic("many", 8);
      DefaultMQProducer producer = producer(servers);

      assertEquals(1, producer.fetchPublishMessageQueues("few").size());
      assertEquals(8, producer.fetchPublishMessageQueues("many").size());
      assertThrows(
          MQClientException.class, () -> producer.fetchPublishMessageQueues("never-created"));
      producer.shutdown();
    }
  }

  @Test
  void aPausedBrokerDoesNotAnswerUntilItIsResumed() throws Exception {
    try (EmbeddedRocketMq servers = EmbeddedRocketMq.builder().start()) {
      servers.createTopic("orders", 1);
      DefaultMQProducer producer = producer(servers);
      producer.setRetryTimesWhenSendFailed(0);
      Message message = new Message("orders", new byte[] {1});
      Waiting.until("the broker takes a message", () -> isTaken(producer, message));

      servers.pauseBroker();
      assertThrows(MQClientException.class, () -> producer.send(message, 2_000));
      servers.resumeBroker();

      // It refuses what has waited for too long.
      Waiting.until("the broker takes a message again", () -> isTaken(producer, message));
      producer.shutdown();
    }
  }

  @Test
  void aBrokerStoppedInGoodOrderStartsAgain(@TempDir Path directory) throws Exception {
    try (EmbeddedRocketMq servers = EmbeddedRocketMq.builder().dataDirectory(directory).start()) {
      servers.createTopic("orders", 1);
      send(servers, "orders", "one");
      // RocketMQ keeps this file while it runs, and after a crash.
      assertTrue(Files.exists(directory.resolve("store/abort")));

      servers.stopBroker();
      assertFalse(Files.exists(directory.resolve("store/abort")));
      servers.startBroker();

      assertEquals(List.of("one"), receive(servers, "orders", 1));
    }
  }

  @Test
  void settingsOfTheCallerWin() throws Exception {
    try (EmbeddedRocketMq servers =
        EmbeddedRocketMq.builder().brokerSetting("autoCreateTopicEnable", "true").start()) {

      send(servers, "made-by-sending", "one");

      assertEquals(List.of("one"), receive(servers, "made-by-sending", 1));
    }
  }

  @Test
  void aSettingThatRocketMqDoesNotHaveIsRefused() {
    EmbeddedRocketMq.Builder builder =
        EmbeddedRocketMq.builder().brokerSetting("flushDisk", "SYNC_FLUSH");

    ServerException failure = assertThrows(ServerException.class, builder::start);

    assertTrue(failure.toString().contains("no setting flushDisk"), failure::toString);
  }

  @Test
  void closeLeavesNoProcess() {
    EmbeddedRocketMq servers = EmbeddedRocketMq.builder().start();
    long broker = servers.brokerPid();
    long nameServer = servers.nameServerPid();

    servers.close();
    servers.close();

    assertTrue(Waiting.isGone(broker));
    assertTrue(Waiting.isGone(nameServer));
  }

  private static boolean isTaken(DefaultMQProducer producer, Message message) {
    try {
      producer.send(message);
      return true;
    } catch (MQClientException | RemotingException | MQBrokerException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(EmbeddedRocketMq servers, String topic, String text) throws Exception {
    DefaultMQProducer producer = producer(servers);
    producer.send(new Message(topic, text.getBytes(StandardCharsets.UTF_8)));
    producer.shutdown();
  }

  private static DefaultMQProducer producer(EmbeddedRocketMq servers) throws MQClientException {
    DefaultMQProducer producer = new DefaultMQProducer("embedded-test");
    producer.setNamesrvAddr(servers.nameServer());
    producer.setInstanceName(servers.nameServer());
    producer.setSendMsgTimeout(SEND_TIMEOUT_MILLIS);
    producer.start();
    return producer;
  }

  private static Collection<MessageQueue> queues(DefaultLitePullConsumer consumer, String topic) {
    try {
      return consumer.fetchMessageQueues(topic);
    } catch (MQClientException e) {
      return List.of();
    }
  }

  private static List<String> receive(EmbeddedRocketMq servers, String topic, int count)
      throws Exception {
    DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("embedded-test");
    consumer.setNamesrvAddr(servers.nameServer());
    consumer.setInstanceName("consumer-" + servers.nameServer());
    consumer.start();
    List<MessageQueue> queues = new ArrayList<>();
    // The broker tells the name server a little later of a topic that a message has made.
    Waiting.until("the topic is known", () -> queues.addAll(queues(consumer, topic)));
    consumer.assign(queues);
    for (MessageQueue queue : queues) {
      consumer.seekToBegin(queue);
    }
    List<String> texts = new ArrayList<>();
    Waiting.until(
        count + " messages arrive",
        () -> {
          for (MessageExt message : consumer.poll(200)) {
            texts.add(new String(message.getBody(), StandardCharsets.UTF_8));
          }
          return texts.size() >= count;
        });
    consumer.shutdown();
    return texts;
  }
}
