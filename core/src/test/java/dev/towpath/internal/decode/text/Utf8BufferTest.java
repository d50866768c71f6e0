package dev.towpath.internal.decode.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class Utf8BufferTest {

  @Test
  void numbersHaveAllTheirDigits() {
    long power = 1;
    for (int digits = 1; digits <= 19; digits++) {
      for (long number : new long[] {power - 1, power, power + 1, -power, power * 7}) {
        assertEquals(Long.toString(number), text(number));
      }
      power *= 10;
    }
    assertEquals(Long.toString(Integer.MAX_VALUE), text(Integer.MAX_VALUE));
    assertEquals(Long.toString(Integer.MAX_VALUE + 1L), text(Integer.MAX_VALUE + 1L));
    assertEquals(Long.toString(Long.MAX_VALUE), text(Long.MAX_VALUE));
    assertEquals(Long.toString(Long.MIN_VALUE), text(Long.MIN_VALUE));
  }

  private static String text(long number) {
    var text = new Utf8Buffer(1);
    text.append('a');
    text.append(number);
    text.append(',', 'b');
    String all = text.toString();
    return all.substring(1, all.length() - 2);
  }

  @Test
  void plainTextEndsWhereItMustBeEscaped() {
    byte[] utf8 = "ab\"c\nü".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var text = new Utf8Buffer(1);

    assertEquals(2, text.appendPlain(utf8, 0, utf8.length));
    assertEquals(4, text.appendPlain(utf8, 3, utf8.length));
    assertEquals(utf8.length, text.appendPlain(utf8, 5, utf8.length));
    assertEquals("abcü", text.toString());
  }
}
