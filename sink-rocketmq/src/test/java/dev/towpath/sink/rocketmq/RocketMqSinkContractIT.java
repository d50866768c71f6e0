package dev.towpath.sink.rocketmq;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.event.RowChange;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.testkit.DurableRow;
import dev.towpath.sink.testkit.Fidelity;
import dev.towpath.sink.testkit.SinkContract;
import dev.towpath.sink.testkit.TestSinkContext;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RocketMqSinkContractIT extends SinkContract {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static EmbeddedRocketMq servers;

  private final String topic = "contract-" + TOPICS.incrementAndGet();
  private Optional<byte[]> pinned = Optional.empty();
  private Runnable repair = () -> {};

  RocketMqSinkContractIT() {
    servers.createTopic(topic, 3);
  }

  @BeforeAll
  static void startServers() {
    servers = EmbeddedRocketMq.builder().start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @Override
  protected Sink create(SinkContext context) throws Exception {
    // A pipeline that stores its start before it publishes has a checkpoint from then on.
    SinkContext started =
        context.restoredState().isPresent()
            ? context
            : TestSinkContext.of(context.pipeline())
                .withEpoch(context.epoch())
                .withRestoredState(pinned);
    Sink sink =
        RocketMqSink.builder(servers.nameServer())
            .topic(topic)
            .timeZone(ZoneOffset.UTC)
            .sendTimeout(Duration.ofSeconds(2))
            .retryTimeout(Duration.ofSeconds(10))
            .build()
            .create(started);
    pinned = pinned.or(sink::state);
    return sink;
  }

  @Override
  protected List<DurableRow> durable() throws Exception {
    List<DurableRow> rows = new ArrayList<>();
    try (var reader = new TopicReader(servers.nameServer(), topic)) {
      for (MessageExt message : reader.messages()) {
        rows.addAll(FlatRows.of(message));
      }
    }
    return rows;
  }

  @Override
  protected DurableRow expected(RowChange change) {
    return FlatRows.expected(change);
  }

  @Override
  protected Fidelity fidelity() {
    return Fidelity.EXACTLY_ONCE;
  }

  /** Returns half of what the sink would wait for the broker. */
  @Override
  protected Duration promptly() {
    return Duration.ofSeconds(5);
  }

  @Override
  protected boolean breakDestination() {
    servers.killBroker();
    repair = servers::startBroker;
    return true;
  }

  @Override
  protected boolean hangDestination() {
    servers.pauseBroker();
    repair = servers::resumeBroker;
    return true;
  }

  @Override
  protected void repairDestination() {
    Runnable action = repair;
    repair = () -> {};
    action.run();
  }
}
