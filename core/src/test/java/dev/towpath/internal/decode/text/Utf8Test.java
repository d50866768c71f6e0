package dev.towpath.internal.decode.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  private static final String[] PARTS = {
    "a",
    "0123456789abcdef",
    "\u007f",
    "\u0080",
    "ü",
    "\u07ff",
    "\u0800",
    "客",
    "\ud7ff",
    "\ue000",
    "\ufffd",
    "\uffff",
    "\ud800\udc00",
    "😀",
    "\udbff\udfff"
  };

  @Test
  void textIsReadAsByJava() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int parts = random.nextInt(12); parts > 0; parts--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }

      assertEquals(text.toString(), decode(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void malformedBytesAreReplacedAsByJava() {
    var random = new SplittableRandom(2);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);

      assertEquals(new String(bytes, StandardCharsets.UTF_8), decode(bytes));
    }
  }

  @Test
  void everyDamageOfOneByteIsReplaced() {
    byte[] valid = "0123456789abcdefü客😀z".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < valid.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = valid.clone();
        bytes[at] = (byte) value;

        assertEquals(new String(bytes, StandardCharsets.UTF_8), decode(bytes));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0af",
        "c1bf",
        "e080af",
        "e09fbf",
        "eda080",
        "edbfbf",
        "f08fbfbf",
        "f4908080",
        "f8888080",
        "ff",
        "80",
        "c3",
        "e5ae",
        "f09f98",
        "61c3",
        "e5ae61",
        "f09f9861"
      })
  void bytesThatAreNoCharacterAreReplaced(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertEquals(new String(bytes, StandardCharsets.UTF_8), decode(bytes));
  }

  /** Returns the text of the bytes in the middle of others. */
  private static String decode(byte[] bytes) {
    byte[] amid = new byte[bytes.length + 6];
    java.util.Arrays.fill(amid, (byte) 0x80);
    System.arraycopy(bytes, 0, amid, 3, bytes.length);
    return Utf8.decode(amid, 3, bytes.length);
  }
}
