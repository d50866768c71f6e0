package dev.towpath.sink.rocketmq.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class Utf8JsonTest {
  private static final String[] PARTS = {
    "a",
    "0123456789",
    "\"",
    "\\",
    "/",
    "\b\f\n\r\t",
    "\0",
    "\u001f",
    "\u007f",
    "\u0080",
    "ü",
    "客",
    "😀"
  };

  private final Utf8Json json = new Utf8Json(1);

  private String text() {
    String text = new String(json.toByteArray(), StandardCharsets.UTF_8);
    json.clear();
    return text;
  }

  @Test
  void textReadsBackAsItIs() throws Exception {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int parts = random.nextInt(20); parts > 0; parts--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      json.string(text.toString());
      String written = text();

      assertEquals(text.toString(), read(written));

      byte[] utf8 = ("é" + text + "é").getBytes(StandardCharsets.UTF_8);
      json.raw('"');
      json.utf8(utf8, 2, utf8.length - 4);
      json.raw('"');
      assertEquals(written, text());
    }
  }

  private static String read(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return parser.getText();
    }
  }

  @Test
  void bytesAreTheCharactersOfTheirNumbers() {
    var random = new SplittableRandom(2);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      json.text(new String(bytes, StandardCharsets.ISO_8859_1));
      String expected = text();

      json.latin1(bytes, 0, bytes.length);
      assertEquals(expected, text());
    }
  }

  @Test
  void controlCharactersAreEscapedAsJacksonDoes() {
    json.string("\0\u001f\"\\/\b\f\n\r\t\u007f");

    assertEquals("\"\\u0000\\u001F\\\"\\\\/\\b\\f\\n\\r\\t\u007f\"", text());
  }

  @Test
  void halfOfAPairIsAQuestionMark() {
    json.text("a\ud83d");
    json.text("\ude00b\ud83d\ud83d\ude00");

    assertEquals("a??b?😀", text());
  }

  @Test
  void longTextIsComplete() {
    String text = "\u0001客😀".repeat(10_000);
    json.text(text);

    assertEquals(text.replace("\u0001", "\\u0001"), text());
  }

  @Test
  void numbersHaveAtLeastTheirDigits() {
    json.number(7, 3);
    json.raw(',');
    json.number(1234, 2);
    json.raw(',');
    json.number(-5, 1);
    json.raw(',');
    json.number(Long.MIN_VALUE, 1);
    json.raw(',');
    json.number(Long.MAX_VALUE, 1);
    json.raw(',');
    json.number(3_000_000_000L, 12);

    assertEquals("007,1234,-5,-9223372036854775808,9223372036854775807,003000000000", text());
  }
}
