package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class RocketMqSinkBuilderTest {

  @Test
  void factoryOpensNothing() {
    assertNotNull(RocketMqSink.builder("nowhere.invalid:9876").topic("shop").toFactory());
  }

  @Test
  void everythingThatIsWrongIsReportedAtOnce() {
    RocketMqSinkBuilder builder =
        RocketMqSink.builder("host")
            .partitions(0)
            .batchMessages(4097)
            .retryTimeout(Duration.ofMillis(1));

    var error = assertThrows(IllegalArgumentException.class, builder::toFactory);

    assertEquals(
        "RocketMQ sink: name servers must be host:port, separated by semicolons: 'host';"
            + " a topic is required: call topic(name);"
            + " partitions must be from 1 to 32767: 0;"
            + " batchMessages must be from 1 to 4096: 4097;"
            + " retryTimeout must be from PT3S to PT1H: PT0.001S",
        error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "", "TBW102", "%RETRY%group", "rmq_sys_x", "SCHEDULE_TOPIC_XXXX"})
  void topicThatRocketMqWouldMistakeIsRefused(String topic) {
    RocketMqSinkBuilder builder = RocketMqSink.builder("host:9876;host2:9876").topic(topic);

    var error = assertThrows(IllegalArgumentException.class, builder::toFactory);

    assertTrue(String.valueOf(error.getMessage()).contains("'" + topic + "'"), error.getMessage());
  }

  @Test
  void secretIsInNoText() {
    var credentials = new ClientSettings.Credentials("key", "s3cret");

    assertEquals("key", credentials.toString());
  }
}
