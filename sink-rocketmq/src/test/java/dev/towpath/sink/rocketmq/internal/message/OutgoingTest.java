package dev.towpath.sink.rocketmq.internal.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.junit.jupiter.api.Test;

final class OutgoingTest {
  private static final byte[] BODY = "h\u00e4\u4e2d\ud83d\ude00".getBytes(StandardCharsets.UTF_8);

  private static Outgoing outgoing(String key, long number) {
    byte[] properties =
        new PropertyList()
            .add("KEYS", key)
            .add("p", "mysql-bin.000001/4:0:0-0/1")
            .add("n", number)
            .bytes();
    return new Outgoing("shop", BODY, properties, number);
  }

  @Test
  void sizeIsWhatTheClientEncodes() {
    Outgoing outgoing = outgoing("k\u00e9y \u4e2d \ud83d\ude00", 1);

    assertEquals(MessageDecoder.encodeMessage(outgoing.message()).length, outgoing.size());
  }

  @Test
  void messageHasTopicBodyAndProperties() {
    Message message = outgoing("k\u00e9y", 7).message();

    assertEquals("shop", message.getTopic());
    assertArrayEquals(BODY, message.getBody());
    assertEquals(
        Map.of("KEYS", "k\u00e9y", "p", "mysql-bin.000001/4:0:0-0/1", "n", "7"),
        message.getProperties());
  }

  @Test
  void batchIsWhatTheClientDecodesTo() throws Exception {
    List<Outgoing> messages = List.of(outgoing("a", 1), outgoing("\u4e2d", 2), outgoing("c", 3));

    Message batch = Outgoing.batch(messages);

    List<Message> decoded = MessageDecoder.decodeMessages(ByteBuffer.wrap(batch.getBody()));
    assertEquals(
        messages.stream().map(message -> message.message().getProperties()).toList(),
        decoded.stream().map(Message::getProperties).toList());
    for (Message message : decoded) {
      assertArrayEquals(BODY, message.getBody());
    }
    assertEquals("shop", batch.getTopic());
  }
}
