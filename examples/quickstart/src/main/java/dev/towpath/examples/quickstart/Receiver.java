package dev.towpath.examples.quickstart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** A plain RocketMQ consumer of all queues of some topics, on a thread of its own. */
final class Receiver implements AutoCloseable {
  /** The user property with the leadership term in which the sink wrote a message. */
  private static final String TERM = "e";

  private static final long POLL_MILLIS = 100;

  private final DefaultLitePullConsumer consumer;
  private final Consumer<Received> target;
  private final Failures failures;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long quietSince = System.nanoTime();
  private volatile boolean closed;

  private Receiver(DefaultLitePullConsumer consumer, Consumer<Received> target, Failures failures) {
    this.consumer = consumer;
    this.target = target;
    this.failures = failures;
  }

  /**
   * Starts to receive from the first message of each queue.
   *
   * @param target takes the messages one by one, in the order of each queue
   * @param failures receives a report if a message cannot be parsed
   */
  static Receiver start(
      String nameServer, List<String> topics, Consumer<Received> target, Failures failures)
      throws MQClientException {
    var consumer = new DefaultLitePullConsumer("quickstart");
    consumer.setNamesrvAddr(nameServer);
    consumer.setInstanceName("quickstart");
    consumer.setAutoCommit(false);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.start();
    List<MessageQueue> queues = new ArrayList<>();
    for (String topic : topics) {
      queues.addAll(consumer.fetchMessageQueues(topic));
    }
    consumer.assign(queues);
    var receiver = new Receiver(consumer, target, failures);
    new Thread(receiver::run, "receiver").start();
    return receiver;
  }

  private void run() {
    try {
      while (!closed) {
        for (MessageExt message : consumer.poll(POLL_MILLIS)) {
          quietSince = System.nanoTime();
          target.accept(read(message));
        }
      }
    } catch (IOException | RuntimeException e) {
      failures.report(e);
    } finally {
      ended.complete(null);
    }
  }

  private static Received read(MessageExt message) throws IOException {
    try {
      return new Received(
          message.getTopic(),
          message.getQueueId(),
          Long.parseLong(message.getUserProperty(TERM)),
          FlatMessage.parse(message.getBody()),
          System.nanoTime());
    } catch (IOException | NumberFormatException e) {
      throw new IOException("a message cannot be parsed: " + message + ": " + e, e);
    }
  }

  /** Returns the nanoseconds since the last message. */
  long quietNanos() {
    return System.nanoTime() - quietSince;
  }

  /** Stops receiving. Idempotent. */
  @Override
  public void close() {
    closed = true;
    ended.join();
    consumer.shutdown();
  }
}
