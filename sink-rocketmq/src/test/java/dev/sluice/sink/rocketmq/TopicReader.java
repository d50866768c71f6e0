package dev.sluice.sink.rocketmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** Reads everything that is in a topic, as any consumer would see it. */
@SuppressWarnings("deprecation") // the only consumer that reads exactly the offsets it is asked for
final class TopicReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("topic-reader");
  private final RocketMqClient client;
  private final String topic;

  TopicReader(String nameServers, String topic) throws Exception {
    this(RocketMqSink.builder(nameServers).topic(topic).settings().client(), topic);
  }

  TopicReader(ClientSettings settings, String topic) throws Exception {
    this.topic = topic;
    consumer.setNamesrvAddr(settings.nameServers());
    consumer.setUseTLS(settings.tls() != Tls.OFF);
    consumer.setInstanceName("reader-" + topic + "-" + System.nanoTime());
    consumer.start();
    client = RocketMqClient.start(settings);
  }

  /** The messages of each queue, in the order of their offsets. */
  List<List<MessageExt>> queues() throws Exception {
    List<List<MessageExt>> queues = new ArrayList<>();
    for (MessageQueue queue : client.route(topic)) {
      queues.add(all(queue));
    }
    return queues;
  }

  /** All messages, queue by queue. */
  List<MessageExt> messages() throws Exception {
    return queues().stream().flatMap(List::stream).toList();
  }

  private List<MessageExt> all(MessageQueue queue) throws Exception {
    long end =
        new QueueTail(client, queue, "", duration -> Thread.sleep(duration.toMillis()))
            .settledEnd(0);
    List<MessageExt> messages = new ArrayList<>();
    long next = consumer.minOffset(queue);
    while (next < end) {
      PullResult result = pull(queue, next);
      if (result.getPullStatus() == PullStatus.FOUND) {
        messages.addAll(result.getMsgFoundList());
      }
      next = result.getNextBeginOffset();
    }
    return messages;
  }

  /** On a busy machine the client now and then closes a connection under its own request. */
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
