package dev.towpath.examples.kafka;

import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.testkit.DurableRow;
import dev.towpath.sink.testkit.Fidelity;
import dev.towpath.sink.testkit.SinkContract;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of sinks, on a real broker. */
class KafkaSinkIT extends SinkContract {
  private static final AtomicInteger topics = new AtomicInteger();
  private static EmbeddedKafka kafka;

  private final String topic = "contract-" + topics.incrementAndGet();

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    kafka.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    kafka.createTopic(topic, 3);
  }

  @Override
  protected Sink create(SinkContext context) throws Exception {
    return KafkaSink.to(kafka.settings(), topic, Duration.ofSeconds(10)).create(context);
  }

  @Override
  protected List<DurableRow> durable() throws Exception {
    return Topic.read(kafka.settings(), topic).stream().map(Topic.Read::row).toList();
  }

  @Override
  protected Fidelity fidelity() {
    return Fidelity.AT_LEAST_ONCE;
  }

  @Override
  protected Duration promptly() {
    return Duration.ofSeconds(5);
  }

  /** Suspends the broker; {@link DemoIT} kills one. */
  @Override
  protected boolean breakDestination() throws Exception {
    kafka.pause();
    return true;
  }

  @Override
  protected void repairDestination() throws Exception {
    kafka.resume();
  }
}
