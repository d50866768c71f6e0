package dev.towpath.sink.rocketmq.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Origin;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.CheckedSettings;
import dev.towpath.sink.rocketmq.RocketMqSink;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageTagger;
import dev.towpath.sink.rocketmq.internal.lane.MessageTarget;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageFactoryTest {

  private static Origin origin() {
    return Origin.builder()
        .timestamp(Changes.EXECUTED)
        .commitTimestamp(Instant.parse("2019-03-27T02:50:16.000123Z"))
        .at("mysql-bin.000001", 4)
        .serverId(9)
        .gtid("3e11fa47-71ca-11e1-9e33-c80aa9429562:5")
        .build();
  }

  @Test
  void formatOfYourOwnIsAskedForEachRow() throws Exception {
    RocketMqSettings settings =
        CheckedSettings.of(
            RocketMqSink.builder("host:9876")
                .topic("shop")
                .encoder(
                    MessageEncoder.of(
                        change -> change.kind().name().getBytes(StandardCharsets.UTF_8)))
                .tag("shop-changes"));
    List<Outgoing> made = new ArrayList<>();
    Origin origin = origin();

    new MessageFactory(settings, "shop", 1, row -> null)
        .rows(
            Changes.message(
                Changes.insert(origin, 0, Changes.items(), 1, "a"),
                Changes.insert(origin, 1, Changes.items(), 2, "b")),
            collecting(made));

    assertEquals(2, made.size());
    assertEquals("INSERT", new String(made.get(0).message().getBody(), StandardCharsets.UTF_8));
    assertEquals("shop-changes", made.get(0).message().getTags());
    assertEquals("mysql-bin.000001/4", made.get(1).message().getUserProperty("o"));
    assertEquals("1553655016000123", made.get(1).message().getUserProperty("t"));
    assertEquals(8, made.get(1).message().getUserProperty("s").length());
  }

  private static MessageTarget collecting(List<Outgoing> made) {
    return new MessageTarget() {
      @Override
      public String topic() {
        return "shop";
      }

      @Override
      public int maxMessageSize() {
        return 1 << 20;
      }

      @Override
      public long nextNumber() {
        return made.size() + 1L;
      }

      @Override
      public void accept(Outgoing message) {
        made.add(message);
      }
    };
  }

  @Test
  void tagWithoutPossibleSubscribersIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> MessageTagger.fixed("a||b"));
    RocketMqSettings settings =
        CheckedSettings.of(RocketMqSink.builder("host:9876").topic("shop").tag(change -> "a b"));
    var factory = new MessageFactory(settings, "shop", 1, row -> null);
    var message = Changes.message(Changes.insert(origin(), 0, Changes.items(), 1, "a"));

    var error =
        assertThrows(
            SinkException.class, () -> factory.rows(message, collecting(new ArrayList<>())));

    assertEquals(
        "no tag for the change at mysql-bin.000001/4 (3e11fa47-71ca-11e1-9e33-c80aa9429562:5): a"
            + " tag has at most 255 characters and no |, blanks or control characters: 'a b'",
        error.getMessage());
  }

  @Test
  void propertiesThatRocketMqWouldCutAreRefused() {
    RocketMqSettings settings = CheckedSettings.of(RocketMqSink.builder("host:9876").topic("shop"));
    var factory = new MessageFactory(settings, "x".repeat(40_000), 1, row -> null);
    var message = Changes.message(Changes.insert(origin(), 0, Changes.items(), 1, "a"));

    var error =
        assertThrows(
            SinkException.class, () -> factory.rows(message, collecting(new ArrayList<>())));

    assertTrue(error.isPermanent());
    assertTrue(
        String.valueOf(error.getMessage()).endsWith("bytes, RocketMQ allows 32767"),
        error.getMessage());
  }
}
