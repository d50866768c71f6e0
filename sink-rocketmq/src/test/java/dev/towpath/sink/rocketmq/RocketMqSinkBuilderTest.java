package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RocketMqSinkBuilderTest {

  @Test
  void factoryOpensNothing() {
    assertNotNull(RocketMqSink.builder("nowhere.invalid:9876").topic("shop").build());
  }

  @Test
  void contradictionsAreReportedAtOnce() {
    RocketMqSink.Builder builder =
        RocketMqSink.builder("host:9876")
            .partition(1)
            .partitionHash(PartitionHash.table())
            .retryTimeout(Duration.ofMillis(1));

    var error = assertThrows(IllegalArgumentException.class, builder::build);

    assertEquals(
        "RocketMQ sink: a topic is required: call topic(name);"
            + " partition and partitionHash exclude each other: a fixed partition hashes nothing;"
            + " retryTimeout must be at least sendTimeout, PT3S: PT0.001S",
        error.getMessage());
  }

  private static Stream<Arguments> wrongValues() {
    return Stream.of(
        wrong(b -> b.partitions(0), "partitions must be from 1 to 32767: 0"),
        wrong(b -> b.partition(32_768), "partition must be from 0 to 32767: 32768"),
        wrong(b -> b.batchMessages(4097), "batchMessages must be from 1 to 4096: 4097"),
        wrong(b -> b.batchBytes(1), "batchBytes must be from 1024 to 15728640: 1"),
        wrong(b -> b.maxMessageSize(1), "maxMessageSize must be from 1024 to 15728640: 1"),
        wrong(
            b -> b.sendTimeout(Duration.ofMinutes(2)),
            "sendTimeout must be from PT0.1S to PT1M: PT2M"),
        wrong(b -> b.retryTimeout(Duration.ofHours(2)), "retryTimeout must be at most PT1H: PT2H"),
        wrong(b -> b.messagesPerSecond(0), "messagesPerSecond must be at least 1: 0"),
        wrong(b -> b.bytesPerSecond(-1), "bytesPerSecond must be at least 1: -1"),
        wrong(
            b -> b.producerGroup("a.b"),
            "a producer group has at most 120 characters of %|a-zA-Z0-9_-: 'a.b'"),
        wrong(
            b -> b.namespace("a.b"), "a namespace has at most 60 characters of a-zA-Z0-9_-: 'a.b'"),
        wrong(b -> b.credentials("key", " "), "credentials need an access key and a secret key"));
  }

  private static Arguments wrong(Consumer<RocketMqSink.Builder> setter, String message) {
    return Arguments.of(setter, message);
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void wrongValueIsRefusedByItsSetter(Consumer<RocketMqSink.Builder> setter, String message) {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876");

    var error = assertThrows(IllegalArgumentException.class, () -> setter.accept(builder));

    assertEquals(message, error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", "host:9876,host2:9876", "host:9876;"})
  void nameServersOfAnotherFormAreRefused(String nameServers) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> RocketMqSink.builder(nameServers));

    assertEquals(
        "name servers must be host:port, separated by semicolons: '" + nameServers + "'",
        error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "", "TBW102", "%RETRY%group", "rmq_sys_x", "SCHEDULE_TOPIC_XXXX"})
  void topicThatRocketMqWouldMistakeIsRefused(String topic) {
    RocketMqSink.Builder builder = RocketMqSink.builder("host:9876;host2:9876");

    var error = assertThrows(IllegalArgumentException.class, () -> builder.topic(topic));

    assertTrue(String.valueOf(error.getMessage()).contains("'" + topic + "'"), error.getMessage());
  }

  @Test
  void secretIsInNoText() {
    var credentials = new ClientSettings.Credentials("key", "s3cret");

    assertEquals("key", credentials.toString());
  }
}
