package dev.towpath.sink.rocketmq.internal.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.junit.jupiter.api.Test;

final class PropertyTextTest {

  @Test
  void separatorsOfPropertiesAndKeysAreEscaped() {
    assertEquals("a%01b%02c%20d%25%7F", PropertyText.escape("a\1b\2c d%\u007f"));
  }

  @Test
  void emptyTextIsNotBlank() {
    assertEquals("%", PropertyText.escape(""));
  }

  @Test
  void plainTextIsKept() {
    String text = "order:4711,\u4e2d\ud83d\ude00";

    assertEquals(text, PropertyText.escape(text));
  }

  @Test
  void escapedTextSurvivesAsAProperty() {
    String escaped = PropertyText.escape("a\1b\2c");

    String sent = MessageDecoder.messageProperties2String(Map.of("w", escaped));

    assertEquals(Map.of("w", escaped), MessageDecoder.string2messageProperties(sent));
  }
}
