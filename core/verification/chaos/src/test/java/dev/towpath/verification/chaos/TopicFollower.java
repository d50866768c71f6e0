package dev.towpath.verification.chaos;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * A reader of every message of the topic, once and directly from the broker, on a thread of its
 * own. It tells the checker.
 */
@SuppressWarnings("deprecation") // the only consumer that reads exactly the requested offsets
final class TopicFollower implements AutoCloseable {
  private static final int MESSAGES = 32;
  private static final long IDLE_MILLIS = 30;
  private static final long RETRY_MILLIS = 200;

  private final DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("chaos-follower");
  private final String broker;
  private final long[] offsets;
  private final HistoryChecker checker;
  private final Takeovers takeovers;
  private final Consumer<String> complaints;
  private final AtomicLong latest = new AtomicLong();
  private final AtomicLong latestLarge = new AtomicLong();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean isClosed;

  TopicFollower(
      String broker,
      int queues,
      HistoryChecker checker,
      Takeovers takeovers,
      Consumer<String> complaints) {
    this.broker = broker;
    this.offsets = new long[queues];
    this.checker = checker;
    this.takeovers = takeovers;
    this.complaints = complaints;
  }

  void start(String nameServer) throws MQClientException {
    consumer.setNamesrvAddr(nameServer);
    consumer.setInstanceName("chaos-follower");
    consumer.start();
    consumer.fetchSubscribeMessageQueues(ChaosNode.DESTINATION);
    var thread = new Thread(this::run, "topic-follower");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!isClosed) {
        int found = 0;
        for (int queue = 0; queue < offsets.length; queue++) {
          found += read(queue);
        }
        if (found == 0) {
          TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      complaints.accept("the topic cannot be followed: " + e);
    } finally {
      ended.complete(null);
    }
  }

  private int read(int queue) throws IOException, InterruptedException {
    PullResult result;
    try {
      var from = new MessageQueue(ChaosNode.DESTINATION, broker, queue);
      result = consumer.pull(from, "*", offsets[queue], MESSAGES);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // The broker is down, or the client closed a connection under its own request.
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      return 0;
    }
    if (result.getPullStatus() == PullStatus.OFFSET_ILLEGAL
        && result.getMaxOffset() < offsets[queue]) {
      complaints.accept(
          "the broker lost messages: queue %d ends at %d, and %d had been read"
              .formatted(queue, result.getMaxOffset(), offsets[queue]));
      offsets[queue] = result.getMaxOffset();
    }
    if (result.getPullStatus() != PullStatus.FOUND) {
      return 0;
    }
    for (MessageExt message : result.getMsgFoundList()) {
      accept(MessageReader.read(message), message.getStoreTimestamp());
    }
    offsets[queue] = result.getNextBeginOffset();
    return result.getMsgFoundList().size();
  }

  private void accept(Publication message, long storedAt) {
    checker.published(message);
    takeovers.published(message.epoch(), storedAt);
    for (RowVersion row : message.rows()) {
      latest.accumulateAndGet(row.transaction(), Math::max);
      if (LedgerTable.isOfLarge(row.key())) {
        latestLarge.accumulateAndGet(row.transaction(), Math::max);
      }
    }
  }

  /** Returns the highest number of an arrived transaction. */
  long latestTransaction() {
    return latest.get();
  }

  /** Returns the highest number of an arrived large transaction, whose parts may be missing. */
  long latestLargeTransaction() {
    return latestLarge.get();
  }

  @Override
  public void close() {
    isClosed = true;
    ended.join();
    consumer.shutdown();
  }
}
