package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.client.QueueClient;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;

/** A queue in memory whose broker answers as configured, and otherwise stores. Thread-safe. */
final class FakeQueue implements QueueClient {
  static final MessageQueue QUEUE = new MessageQueue("shop", "broker-a", 3);

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<StoredMessage> log = new ArrayList<>();
  private final List<Integer> requests = new ArrayList<>();
  private Duration delay = Duration.ZERO;
  private int endsAsked;

  /** The outcome of one request. */
  @FunctionalInterface
  interface Answer {
    SendResult to(List<Outgoing> messages) throws Exception;
  }

  /** Sets the answer to the next request that has none yet. */
  synchronized FakeQueue then(Answer answer) {
    answers.add(answer);
    return this;
  }

  FakeQueue thenThrow(Exception failure) {
    return then(
        messages -> {
          throw failure;
        });
  }

  /** Lets the next request be stored, in part or as a whole, and its answer be lost. */
  FakeQueue thenStoreAndThrow(int stored, Exception failure) {
    return then(
        messages -> {
          store(messages.subList(0, Math.min(stored, messages.size())));
          throw failure;
        });
  }

  FakeQueue thenStoreWith(SendStatus status) {
    return then(messages -> result(status, store(messages)));
  }

  @Override
  public synchronized SendResult send(MessageQueue queue, List<Outgoing> messages)
      throws Exception {
    requests.add(messages.size());
    Answer answer = answers.poll();
    return answer == null ? result(SendStatus.SEND_OK, store(messages)) : answer.to(messages);
  }

  static SendResult result(SendStatus status, long offset) {
    return new SendResult(status, "id", "offset-id", QUEUE, offset);
  }

  /** Appends the messages; returns the offset of the first. */
  synchronized long store(List<Outgoing> messages) {
    long first = log.size();
    for (Outgoing outgoing : messages) {
      Message message = outgoing.message();
      store(
          message.getUserProperty("w"),
          Long.parseLong(message.getUserProperty("e")),
          Long.parseLong(message.getUserProperty("n")),
          message.getUserProperty("p"));
    }
    return first;
  }

  synchronized void store(String writer, long epoch, long number, String rows) {
    log.add(new StoredMessage(log.size(), writer, epoch, number, RowRange.parse(rows)));
  }

  /** Loses the last messages, like a master whose replica takes over too early. */
  synchronized void lose(int count) {
    log.subList(log.size() - count, log.size()).clear();
  }

  /**
   * Returns the numbers of the messages in the queue; -1 for messages of writers other than {@code
   * shop}.
   */
  synchronized List<Long> numbers() {
    return log.stream().map(m -> m.writer().equals("shop") ? m.number() : -1).toList();
  }

  /** Returns the number of messages of each request. */
  synchronized List<Integer> requests() {
    return List.copyOf(requests);
  }

  /** Delays the answer to the next request for the end of the queue. */
  synchronized void thenAnswerEndAfter(Duration after) {
    delay = after;
  }

  /** Returns how often the end of the queue was requested. */
  synchronized int endsAsked() {
    return endsAsked;
  }

  @Override
  public synchronized long maxOffset(MessageQueue queue) {
    endsAsked++;
    long deadline = System.nanoTime() + delay.toNanos();
    for (long left = delay.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    delay = Duration.ZERO;
    return log.size();
  }

  @Override
  public synchronized List<StoredMessage> read(MessageQueue queue, long offset) {
    int from = (int) Math.min(offset, log.size());
    return List.copyOf(log.subList(from, Math.min(from + 3, log.size())));
  }

  @Override
  public OptionalLong undispatched(MessageQueue queue) {
    return OptionalLong.of(0);
  }

  @Override
  public void refreshRoute(String topic) {}
}
