package dev.sluice.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class OutgoingTest {

  @Test
  void sizeIsWhatTheClientEncodes() {
    Message message =
        new Message("shop", "h\u00e4\u4e2d\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
    message.setKeys("k\u00e9y \u4e2d \ud83d\ude00");
    message.putUserProperty("p", "mysql-bin.000001/4:0:0-0/1");
    MessageClientIDSetter.setUniqID(message);

    Outgoing outgoing = Outgoing.of(message, 1);

    assertEquals(MessageDecoder.encodeMessage(message).length, outgoing.size());
  }
}
