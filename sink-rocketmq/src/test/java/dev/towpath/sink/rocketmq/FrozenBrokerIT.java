package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.rocketmq.internal.client.RocketMqClient;
import dev.towpath.sink.testkit.TestSinkContext;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.remoting.netty.NettyRemotingAbstract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A test of requests of a former leader that wait in the sockets of a frozen broker. The broker
 * stores them when it continues, while the next leader reads the queues.
 */
final class FrozenBrokerIT {
  private static final int QUEUES = 4;
  private static final int ROUNDS = Integer.getInteger("towpath.freezes", 6);
  private static final int UNSAVED = 4_000;

  private final EmbeddedRocketMq servers = EmbeddedRocketMq.builder().start();
  private Optional<byte[]> checkpoint = Optional.empty();
  private long saved;

  @Test
  void messagesOfAFormerLeaderAreNotPublishedAgain() throws Exception {
    servers.createTopic("steps", QUEUES);
    for (int round = 0; round < ROUNDS; round++) {
      takeOverWhileFrozen(2 * round + 1);
    }

    try (var reader = new TopicReader(servers.nameServer(), "steps")) {
      assertEquals(Steps.exactly(saved), Steps.in(reader, saved));
    }
  }

  @AfterEach
  void stopServers() {
    servers.close();
  }

  private void takeOverWhileFrozen(long epoch) throws Exception {
    var sending = new CountDownLatch(QUEUES);
    var frozen = new CountDownLatch(1);
    var context =
        context(epoch)
            .withLease(
                () -> {
                  if (frozen.getCount() == 0) {
                    if (sending.getCount() == 0) {
                      throw new IllegalStateException("the lease is lost");
                    }
                    sending.countDown();
                  }
                });
    PublishingSink former = open(context);
    former.write(RowStream.batch(saved, saved + 500));
    former.flush();
    saved += 500;
    checkpoint = former.state();
    servers.pauseBroker();
    frozen.countDown();
    former.write(RowStream.batch(saved, saved + UNSAVED));
    assertTrue(
        sending.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS), "the lanes did not ask for the lease");
    Wait.until("requests of all lanes", () -> requestsInFlight() >= QUEUES);

    CompletableFuture<PublishingSink> next =
        CompletableFuture.supplyAsync(() -> openUnchecked(context(epoch + 1)));
    // The duration of the freeze is part of the fault.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500));
    servers.resumeBroker();
    try (PublishingSink sink = next.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      sink.write(RowStream.batch(saved, saved + UNSAVED));
      sink.write(RowStream.batch(saved + UNSAVED, saved + UNSAVED + 500));
      sink.flush();
      saved += UNSAVED + 500;
      checkpoint = sink.state();
    }
    former.close();
  }

  /** Returns how many threads wait for the answer to a request. */
  private static long requestsInFlight() {
    return Thread.getAllStackTraces().values().stream()
        .filter(frames -> has(frames, RocketMqClient.class.getName(), "send"))
        .filter(frames -> has(frames, NettyRemotingAbstract.class.getName(), "invokeSyncImpl"))
        .count();
  }

  private static boolean has(StackTraceElement[] frames, String type, String method) {
    return Arrays.stream(frames)
        .anyMatch(
            frame -> frame.getClassName().equals(type) && frame.getMethodName().equals(method));
  }

  private TestSinkContext context(long epoch) {
    return TestSinkContext.of("shop").withEpoch(epoch).withRestoredState(checkpoint);
  }

  private PublishingSink openUnchecked(TestSinkContext context) {
    try {
      return open(context);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private PublishingSink open(TestSinkContext context) throws Exception {
    return (PublishingSink)
        RocketMqSink.builder(servers.nameServer())
            .topic("steps")
            .sendTimeout(Duration.ofSeconds(10))
            .build()
            .create(context);
  }
}
