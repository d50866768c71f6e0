package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.client.RocketMqClient;
import dev.towpath.sink.rocketmq.internal.lane.QueueTail;
import dev.towpath.sink.rocketmq.option.ClientTls;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** A reader of everything in a topic, as any consumer would see it. */
@SuppressWarnings("deprecation") // the only consumer that reads exactly the requested offsets
final class TopicReader implements AutoCloseable {
  private static final Duration PATIENCE = Wait.LIMIT;

  private final DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("topic-reader");
  private final RocketMqClient client;
  private final String topic;

  TopicReader(String nameServers, String topic) throws Exception {
    this(RocketMqSink.builder(nameServers).topic(topic).settings().client(), topic);
  }

  TopicReader(ClientSettings settings, String topic) throws Exception {
    this.topic = topic;
    consumer.setNamesrvAddr(settings.nameServers());
    consumer.setUseTLS(settings.tls() != ClientTls.OFF);
    consumer.setInstanceName("reader-" + topic + "-" + System.nanoTime());
    consumer.start();
    client = RocketMqClient.start(settings);
  }

  /** A receiver of single messages. */
  @FunctionalInterface
  interface Visitor {
    void visit(int queue, MessageExt message) throws Exception;
  }

  /**
   * Passes each message on with the ordinal of its queue, queue by queue, in the order of offsets.
   */
  void visit(Visitor visitor) throws Exception {
    List<MessageQueue> queues = client.route(topic);
    for (int i = 0; i < queues.size(); i++) {
      visit(i, queues.get(i), visitor);
    }
  }

  int queueCount() throws Exception {
    return client.route(topic).size();
  }

  /** Returns the messages of each queue, in the order of their offsets. */
  List<List<MessageExt>> queues() throws Exception {
    List<List<MessageExt>> queues = new ArrayList<>();
    client.route(topic).forEach(queue -> queues.add(new ArrayList<>()));
    visit((queue, message) -> queues.get(queue).add(message));
    return queues;
  }

  /** Returns all messages, queue by queue. */
  List<MessageExt> messages() throws Exception {
    return queues().stream().flatMap(List::stream).toList();
  }

  private void visit(int ordinal, MessageQueue queue, Visitor visitor) throws Exception {
    long end =
        new QueueTail(client, queue, "", duration -> Thread.sleep(duration.toMillis()))
            .settledEnd(0);
    long next = consumer.minOffset(queue);
    while (next < end) {
      PullResult result = pull(queue, next);
      if (result.getPullStatus() == PullStatus.FOUND) {
        for (MessageExt message : result.getMsgFoundList()) {
          visitor.visit(ordinal, message);
        }
      }
      next = result.getNextBeginOffset();
    }
  }

  /**
   * Pulls with retries: on a busy machine the client sometimes closes a connection under its
   * request.
   */
  private PullResult pull(MessageQueue queue, long offset) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return consumer.pull(queue, "*", offset, 32);
      } catch (RemotingException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.shutdown();
    client.close();
  }
}
