package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.CheckedSettings;
import dev.towpath.sink.rocketmq.RocketMqSink;
import dev.towpath.sink.rocketmq.internal.message.MessageProperties;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.PropertyList;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.testkit.TestSinkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.remoting.exception.RemotingConnectException;
import org.apache.rocketmq.remoting.exception.RemotingSendRequestException;
import org.apache.rocketmq.remoting.exception.RemotingTimeoutException;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LaneSenderTest {
  private final Exception busy =
      new MQBrokerException(ResponseCode.SYSTEM_BUSY, "[TIMEOUT_CLEAN_QUEUE]");
  private final Exception timeout = new RemotingTimeoutException("10.0.0.1:10911", 3000);

  private final FakeQueue queue = new FakeQueue();
  private final UnsecuredBrokers brokers = new UnsecuredBrokers();
  private final UnsecuredMessages unsecured = new UnsecuredMessages("broker-a", brokers);
  private final SinkCounters counters = new SinkCounters();
  private final Lane lane = new Lane(new LaneLimits(1000, 1 << 20, 1 << 20), 0);

  private static RocketMqSink.Builder builder() {
    return RocketMqSink.builder("host:9876")
        .topic("shop")
        .sendTimeout(Duration.ofMillis(100))
        .retryTimeout(Duration.ofSeconds(5));
  }

  private LaneSender sender() {
    return sender(builder());
  }

  private LaneSender sender(RocketMqSink.Builder builder) {
    return sender(builder, TestSinkContext.of("shop"));
  }

  private LaneSender sender(RocketMqSink.Builder builder, TestSinkContext context) {
    return new LaneSender(
        lane,
        new QueueState(FakeQueue.QUEUE, queue.maxOffset(FakeQueue.QUEUE), 0),
        CheckedSettings.ofLanes(builder),
        context,
        queue,
        unsecured,
        new BrokerOutages("shop", System::nanoTime),
        counters,
        new Throttle(OptionalLong.empty(), OptionalLong.empty()));
  }

  private List<Outgoing> batch(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(this::message).toList();
  }

  private Outgoing message(long number) {
    byte[] properties =
        new PropertyList()
            .add(MessageConst.PROPERTY_KEYS, number)
            .add(MessageProperties.POSITION, new RowRange("t:" + number, 0, 0, 1).toString())
            .add(MessageProperties.EPOCH, 1)
            .add(MessageProperties.WRITER, "shop")
            .add(MessageProperties.NUMBER, number)
            .bytes();
    return new Outgoing("shop", new byte[100], properties, number);
  }

  /** Returns whether everything up to {@code number} is confirmed. */
  private boolean isConfirmed(long number) throws Exception {
    lane.put(message(number), () -> {});
    lane.take(Duration.ofSeconds(10));
    try {
      lane.awaitConfirmed(
          () -> {
            throw SinkException.retryable("not yet");
          });
      return true;
    } catch (SinkException e) {
      return false;
    }
  }

  @Test
  void busyBrokerIsAskedAgain() throws Exception {
    queue.thenThrow(busy).thenThrow(busy);

    sender().deliver(batch(1, 3));

    assertEquals(List.of(1L, 2L, 3L), queue.numbers());
    assertEquals(List.of(3, 3, 3), queue.requests());
    assertTrue(isConfirmed(3));
  }

  @Test
  void batchThatIsStoredWithoutAnAnswerIsNotSentAgain() throws Exception {
    queue.thenStoreAndThrow(3, timeout);

    sender().deliver(batch(1, 3));

    assertEquals(List.of(1L, 2L, 3L), queue.numbers());
    assertEquals(3, counters.foundStored.sum());
    assertTrue(isConfirmed(3));
  }

  @Test
  void onlyTheRestOfABatchStoredInPartIsSentAgain() throws Exception {
    queue.thenStoreAndThrow(2, new RemotingSendRequestException("10.0.0.1:10911"));

    sender().deliver(batch(1, 5));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), queue.numbers());
    assertEquals(List.of(5, 3), queue.requests());
  }

  @Test
  void batchThatIsNotStoredIsSentAgain() throws Exception {
    queue.thenThrow(timeout).thenThrow(new RemotingConnectException("10.0.0.1:10911"));

    sender().deliver(batch(1, 3));

    assertEquals(List.of(1L, 2L, 3L), queue.numbers());
    assertEquals(0, counters.foundStored.sum());
  }

  @Test
  void storedBatchIsFoundBehindMessagesOfOthers() throws Exception {
    queue.then(
        request -> {
          queue.store(request);
          for (int i = 0; i < 40; i++) {
            queue.store("another", 9, 99, "");
          }
          throw timeout;
        });

    sender().deliver(batch(1, 2));

    assertEquals(2, counters.foundStored.sum());
    assertEquals(42, queue.numbers().size());
  }

  @Test
  void lateRequestOfAFormerSinkIsNotMistakenForTheBatch() throws Exception {
    queue.then(
        request -> {
          queue.store("shop", 0, 2, "mysql-bin.000001/200:0:0-0/1");
          queue.store("shop", 1, 2, "mysql-bin.000001/9:0:0-0/1");
          throw timeout;
        });

    sender().deliver(batch(1, 2));

    assertEquals(List.of(2L, 2L, 1L, 2L), queue.numbers());
    assertEquals(0, counters.foundStored.sum());
  }

  @Test
  void laterLeaderSeenAfterALostAnswerStopsThisOne() {
    queue.then(
        request -> {
          queue.store("shop", 2, 1, "mysql-bin.000001/100:0:0-0/1");
          throw timeout;
        });

    var error = assertThrows(SinkException.class, () -> sender().deliver(batch(1, 2)));

    assertTrue(
        String.valueOf(error.getMessage()).startsWith("a later leader (epoch 2, ours is 1)"));
  }

  @Test
  void withoutReadingTheQueueTheBatchIsSentAgain() throws Exception {
    queue.thenStoreAndThrow(2, timeout);

    sender(builder().tailReads(false)).deliver(batch(1, 2));

    assertEquals(List.of(1L, 2L, 1L, 2L), queue.numbers());
  }

  @Test
  void acknowledgedMessagesThatTheBrokerLostArePublishedAgainInOrder() throws Exception {
    LaneSender sender = sender();
    sender.deliver(batch(1, 4));
    queue.lose(2);
    queue.thenThrow(new RemotingConnectException("10.0.0.1:10911"));

    sender.deliver(batch(5, 6));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), queue.numbers());
    assertEquals(2, counters.republished.sum());
    assertEquals(6, sender.nextOffset());
  }

  @Test
  void lostMessagesAreNotConfirmedUntilTheyAreStoredAgain() throws Exception {
    LaneSender sender = sender();
    sender.deliver(batch(1, 4));
    queue.lose(2);
    queue.thenThrow(timeout);
    queue.then(
        request -> {
          assertTrue(lane.isConfirmed(2));
          assertFalse(lane.isConfirmed(3));
          return FakeQueue.result(SendStatus.SEND_OK, queue.store(request));
        });

    sender.deliver(batch(5, 5));

    assertTrue(lane.isConfirmed(5));
  }

  @Test
  void offsetsOfMessagesThatWereFoundAreKnown() throws Exception {
    queue.store("another", 9, 99, "");
    LaneSender sender = sender();
    queue.thenStoreAndThrow(3, timeout);

    sender.deliver(batch(1, 3));

    assertEquals(3, lane.offsetAfter(2));
    assertEquals(4, lane.offsetAfter(3));
  }

  @Test
  void moreLostThanIsInMemoryIsPermanentAndNamed() throws Exception {
    LaneSender sender = sender(builder().batchBytes(1024));
    for (int i = 1; i <= 40; i++) {
      sender.deliver(batch(i, i));
    }
    queue.lose(39);
    queue.thenThrow(timeout);

    var error = assertThrows(SinkException.class, () -> sender.deliver(batch(41, 41)));

    assertTrue(error.isPermanent());
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith(
            "broker broker-a topic shop queue 3 lost 39 acknowledged messages, at offsets 1 to 39;"
                + " the last message before them has rows t:1:0-0/1, "),
        message);
    assertTrue(message.contains(" up to t:40:0-0/1."), message);
    assertTrue(message.contains("back to before the transaction after t:1:0-0/1, "), message);
    assertFalse(message.contains("is published again"), message);
  }

  @Test
  void lossIsNoticedThoughTheUnansweredBatchTookThePlaceOfTheLostMessages() throws Exception {
    LaneSender sender = sender();
    sender.deliver(batch(1, 4));
    queue.lose(2);
    queue.thenStoreAndThrow(2, timeout);

    var error = assertThrows(SinkException.class, () -> sender.deliver(batch(5, 6)));

    assertTrue(error.isPermanent());
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("lost 2 acknowledged messages, at offsets 2 to 3"), message);
    assertTrue(message.contains("in memory with rows t:3:0-0/1 up to t:4:0-0/1"), message);
  }

  @Test
  void messagesThatAreHeldAndLostAreNotConfirmedByALaterAnswer() throws Exception {
    LaneSender sender = sender();
    sender.deliver(batch(1, 2));
    queue.thenStoreWith(SendStatus.FLUSH_SLAVE_TIMEOUT);
    sender.deliver(batch(3, 4));
    queue.lose(2);
    queue.thenThrow(timeout);
    queue.then(
        request -> {
          unsecured.confirm(Long.MAX_VALUE);
          assertFalse(lane.isConfirmed(3));
          return FakeQueue.result(SendStatus.SEND_OK, queue.store(request));
        });

    sender.deliver(batch(5, 5));

    assertTrue(lane.isConfirmed(5));
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), queue.numbers());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SEND_OK")
  void storedButUnsecuredMessagesWaitForTheNextConfirmation(SendStatus status) throws Exception {
    queue.thenStoreWith(status);
    LaneSender sender = sender();

    sender.deliver(batch(1, 2));
    boolean confirmedBefore = isConfirmed(2);
    sender.deliver(batch(3, 3));

    assertFalse(confirmedBefore);
    assertTrue(isConfirmed(2));
    assertEquals(List.of(1L, 2L, 3L), queue.numbers());
  }

  @Test
  void unsecuredMessagesAreOverdueAfterAWhile() throws Exception {
    queue.thenStoreWith(SendStatus.SLAVE_NOT_AVAILABLE);

    sender().deliver(batch(1, 1));

    assertEquals(
        "broker broker-a topic shop queue 3 answered SLAVE_NOT_AVAILABLE", unsecured.overdue(0));
    assertNull(unsecured.overdue(Duration.ofHours(1).toNanos()));
  }

  @Test
  void confirmationOfARequestSentBeforeTheAnswerSecuresNothing() {
    long begun = unsecured.begin();
    unsecured.hold("held", lane, 1);

    unsecured.confirm(begun);

    assertNotNull(unsecured.overdue(0));
  }

  @Test
  void brokerThatNeverTakesTheMessagesIsNamedAfterTheDeadline() {
    for (int i = 0; i < 100; i++) {
      queue.thenThrow(busy);
    }
    LaneSender sender = sender(builder().retryTimeout(Duration.ofMillis(200)));

    var error = assertThrows(SinkException.class, () -> sender.deliver(batch(1, 3)));

    assertFalse(error.isPermanent());
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith(
                "broker broker-a topic shop queue 3 did not accept 3 messages within PT0.2S"),
        error.getMessage());
  }

  @Test
  void refusalIsPermanent() {
    queue.thenThrow(new MQBrokerException(ResponseCode.NO_PERMISSION, "not allowed"));

    var error = assertThrows(SinkException.class, () -> sender().deliver(batch(1, 1)));

    assertTrue(error.isPermanent());
    assertEquals(List.of(1), queue.requests());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"topic shop is batch send, not support", "request code unsupported, code 320"})
  void batchesThatAreNotTakenBecomeSingleMessages(String answer) throws Exception {
    queue.thenThrow(new MQBrokerException(ResponseCode.SYSTEM_ERROR, answer));
    LaneSender sender = sender();

    sender.deliver(batch(1, 3));
    sender.deliver(batch(4, 5));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), queue.numbers());
    assertEquals(List.of(3, 1, 1, 1, 1, 1), queue.requests());
  }

  @Test
  void batchThatIsTooLargeIsHalvedUntilItFits() throws Exception {
    FakeQueue.Answer atMostTwo =
        request -> {
          if (request.size() > 2) {
            throw new MQBrokerException(ResponseCode.SYSTEM_ERROR, "message body size exceeded");
          }
          return FakeQueue.result(SendStatus.SEND_OK, queue.store(request));
        };
    for (int i = 0; i < 10; i++) {
      queue.then(atMostTwo);
    }

    sender().deliver(batch(1, 8));

    assertEquals(LongStream.rangeClosed(1, 8).boxed().toList(), queue.numbers());
    assertEquals(List.of(8, 4, 2, 2, 2, 2), queue.requests());
  }

  @Test
  void messageThatIsTooLargeForTheBrokerIsPermanentAndNamed() {
    queue.thenThrow(new MQBrokerException(ResponseCode.MESSAGE_ILLEGAL, "too large"));

    var error = assertThrows(SinkException.class, () -> sender().deliver(batch(7, 7)));

    assertTrue(error.isPermanent());
    assertTrue(
        String.valueOf(error.getMessage()).contains("rows t:7:0-0/1, keys 7"), error.getMessage());
  }

  @Test
  void messagesOfAnotherWriterAreCountedAndSkipped() throws Exception {
    LaneSender sender = sender();
    queue.store("another", 1, 1, "");

    sender.deliver(batch(1, 1));
    sender.deliver(batch(2, 2));

    assertEquals(1, counters.offsetJumps.sum());
    assertEquals(3, sender.nextOffset());
  }

  @Test
  void messageOfALaterLeaderStopsThisOne() {
    LaneSender sender = sender();
    queue.store("shop", 2, 1, "");

    var error = assertThrows(SinkException.class, () -> sender.deliver(batch(1, 1)));

    assertEquals(
        "a later leader (epoch 2, ours is 1) publishes to broker broker-a topic shop queue 3;"
            + " this one stops",
        error.getMessage());
  }

  @Test
  void smallerOffsetThanExpectedIsPermanentAndNamesTheRows() throws Exception {
    LaneSender sender = sender();
    sender.deliver(batch(1, 3));
    queue.lose(2);

    var error = assertThrows(SinkException.class, () -> sender.deliver(batch(4, 4)));

    assertTrue(error.isPermanent());
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("lost 2 acknowledged messages, at offsets 1 to 2"), message);
    assertTrue(
        message.contains(
            "before them has rows t:1:0-0/1, 2 of them are in memory with rows t:2:0-0/1 up to"
                + " t:3:0-0/1"),
        message);
  }

  @Test
  void nothingIsSentWithoutTheLease() {
    LaneSender sender = sender(builder(), TestSinkContext.of("shop").withLeaseLost());

    assertThrows(SinkException.class, () -> sender.deliver(batch(1, 1)));

    assertEquals(List.of(), queue.requests());
  }

  @Test
  void offsetIsKnownWhenAMessageThatWasFoundIsConfirmed() throws Exception {
    queue.thenStoreAndThrow(2, timeout);
    LaneSender sender = sender();
    List<Long> offsets = new ArrayList<>();
    // The log line follows the confirmation immediately, in the same thread.
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getMessage().contains("found 2 messages stored")) {
              offsets.add(sender.nextOffset());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.towpath.sink.rocketmq");
    logger.addHandler(handler);
    try {
      sender.deliver(batch(1, 2));
    } finally {
      logger.removeHandler(handler);
    }
    assertEquals(List.of(2L), offsets);
  }
}
