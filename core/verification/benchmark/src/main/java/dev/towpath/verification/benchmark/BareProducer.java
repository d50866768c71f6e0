package dev.towpath.verification.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * A sender of recorded messages with RocketMQ's producer alone. Each queue has one thread and one
 * request in flight, with batches as large as the sink's.
 */
final class BareProducer {
  /** The defaults of the sink. */
  private static final int BATCH_MESSAGES = 1_000;

  private static final int BATCH_BYTES = 512 << 10;
  private static final int MAX_MESSAGE_SIZE = 4 << 20;
  private static final long TIMEOUT_MILLIS = 10_000;

  private final DefaultMQProducer producer;
  private final String topic;

  private BareProducer(DefaultMQProducer producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Sends all messages repeatedly; returns the meters before and after the last pass.
   *
   * @param warmUp seconds of processor time to use before that pass
   */
  static Meter[] run(String nameServer, String topic, Path recording, double warmUp)
      throws Exception {
    Map<Integer, List<Recording.Part>> queues = Recording.read(recording);
    var producer = new DefaultMQProducer("bare");
    producer.setNamesrvAddr(nameServer);
    producer.setRetryTimesWhenSendFailed(0);
    producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
    producer.setMaxMessageSize(MAX_MESSAGE_SIZE);
    producer.start();
    try {
      var sender = new BareProducer(producer, topic);
      WarmUp.repeat(() -> sender.sendAll(queues), warmUp);
      Meter before = Meter.read();
      sender.sendAll(queues);
      return new Meter[] {before, Meter.read()};
    } finally {
      producer.shutdown();
    }
  }

  private void sendAll(Map<Integer, List<Recording.Part>> queues) throws Exception {
    List<MessageQueue> known = producer.fetchPublishMessageQueues(topic);
    ExecutorService threads = Executors.newFixedThreadPool(queues.size());
    try {
      List<Future<?>> sending = new ArrayList<>();
      for (MessageQueue queue : known) {
        List<Recording.Part> parts = queues.getOrDefault(queue.getQueueId(), List.of());
        sending.add(
            threads.submit(
                () -> {
                  send(queue, parts);
                  return null;
                }));
      }
      for (Future<?> lane : sending) {
        lane.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void send(MessageQueue queue, List<Recording.Part> parts) throws Exception {
    List<Message> batch = new ArrayList<>();
    long bytes = 0;
    for (Recording.Part part : parts) {
      if (batch.size() == BATCH_MESSAGES || bytes + part.size() > BATCH_BYTES) {
        sendBatch(queue, batch);
        batch.clear();
        bytes = 0;
      }
      batch.add(part.message(topic));
      bytes += part.size();
    }
    sendBatch(queue, batch);
  }

  private void sendBatch(MessageQueue queue, List<Message> batch) throws Exception {
    if (batch.isEmpty()) {
      return;
    }
    SendResult result = producer.send(batch, queue, TIMEOUT_MILLIS);
    if (result.getSendStatus() != SendStatus.SEND_OK) {
      throw new IllegalStateException("the broker answered " + result.getSendStatus());
    }
  }
}
