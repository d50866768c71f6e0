package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test of a sink that is abandoned after an acknowledgement, and the next one that resumes there.
 */
final class AcknowledgedResumeIT {
  private static final int BATCH = 50;
  private static final int BATCHES = 10;
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static EmbeddedRocketMq servers;

  private final String topic = "acknowledged-" + TOPICS.incrementAndGet();

  AcknowledgedResumeIT() {
    servers.createTopic(topic, 4);
  }

  @BeforeAll
  static void startServers() {
    servers = EmbeddedRocketMq.builder().start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private PublishingSink open(long epoch, Optional<byte[]> checkpoint) throws Exception {
    return (PublishingSink)
        builder()
            .build()
            .create(TestSinkContext.of("shop").withEpoch(epoch).withRestoredState(checkpoint));
  }

  private RocketMqSink.Builder builder() {
    return RocketMqSink.builder(servers.nameServer()).topic(topic).batchMessages(7);
  }

  private static void write(PublishingSink sink, long from, long to) throws Exception {
    for (long i = from; i < to; i++) {
      sink.write(RowStream.batch(i * BATCH, (i + 1) * BATCH));
    }
  }

  private static Acknowledgement await(PublishingSink sink, long batches) throws Exception {
    Wait.until(batches + " batches", () -> sink.acknowledged().orElseThrow().batches() >= batches);
    Acknowledgement answer = sink.acknowledged().orElseThrow();
    assertEquals(batches, answer.batches());
    return answer;
  }

  private void assertExactly(long batches) throws Exception {
    try (var reader = new TopicReader(servers.nameServer(), topic)) {
      assertEquals(Steps.exactly(batches * BATCH), Steps.in(reader, batches * BATCH));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void nextLeaderGoesOnFromEachAcknowledgedBatch(int covered) throws Exception {
    Acknowledgement saved;
    try (PublishingSink sink = open(1, pinned())) {
      write(sink, 0, covered);
      saved = await(sink, covered);
      write(sink, covered, BATCHES);
      // Everything is published, and nothing is saved.
      await(sink, BATCHES);
    }

    try (PublishingSink sink = open(2, saved.state())) {
      write(sink, covered, BATCHES + 1);
      await(sink, BATCHES + 1 - covered);
    }

    assertExactly(BATCHES + 1);
  }

  /** Returns what a pipeline stores before its first batch. */
  private Optional<byte[]> pinned() throws Exception {
    try (PublishingSink sink = open(1, Optional.empty())) {
      return sink.state();
    }
  }

  @Test
  void leadersThatEndAtAnyMomentLoseAndRepeatNothing() throws Exception {
    var random = new Random(11);
    Optional<byte[]> checkpoint = pinned();
    long saved = 0;
    long furthest = 0;
    int acknowledgedInBetween = 0;
    for (int epoch = 1; epoch <= 20; epoch++) {
      try (PublishingSink sink = open(epoch, checkpoint)) {
        long begin = saved;
        long end = begin + 1 + random.nextInt(50);
        long lastAsked = begin + random.nextInt((int) (end - begin));
        for (long i = begin; i < end; i++) {
          write(sink, i, i + 1);
          if (i == lastAsked) {
            LockSupport.parkNanos(random.nextInt(5_000_000));
          }
          if (i <= lastAsked) {
            Acknowledgement answer = sink.acknowledged().orElseThrow();
            checkpoint = answer.state();
            saved = begin + answer.batches();
            acknowledgedInBetween += saved > begin && saved <= i ? 1 : 0;
          }
        }
        furthest = Math.max(furthest, end);
      }
    }
    try (PublishingSink sink = open(21, checkpoint)) {
      write(sink, saved, furthest + 10);
      sink.flush();
      assertEquals(
          furthest + 10 - saved, sink.acknowledged().orElseThrow().batches(), "after a flush");
    }

    assertTrue(acknowledgedInBetween > 0, "nothing was acknowledged while more was written");
    assertExactly(furthest + 10);
  }

  @Test
  void brokerThatIsDownMakesTheQuestionThrow() throws Exception {
    try (PublishingSink sink =
        (PublishingSink)
            builder()
                .sendTimeout(Duration.ofSeconds(2))
                .retryTimeout(Duration.ofSeconds(10))
                .build()
                .create(TestSinkContext.of("shop"))) {
      write(sink, 0, 1);
      await(sink, 1);
      servers.killBroker();
      try {
        write(sink, 1, 2);
        assertThrows(SinkException.class, () -> await(sink, 2));
      } finally {
        servers.startBroker();
      }
    }
  }
}
