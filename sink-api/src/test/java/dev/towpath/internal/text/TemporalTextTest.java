package dev.towpath.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TemporalTextTest {

  @Test
  void partsHaveLeadingZeros() {
    assertEquals("0001-02-03", TemporalText.date(1, 2, 3));
    assertEquals("0000-00-00", TemporalText.date(0, 0, 0));
    assertEquals("0024-02-03 04:05:06", TemporalText.dateTime(24, 2, 3, 4, 5, 6, 7, 0));
  }

  @Test
  void fractionsAreCutNotRounded() {
    assertEquals("-00:00:00.9", TemporalText.time(true, 0, 0, 0, 999_999, 1));
    assertEquals("00:00:00.000999", TemporalText.time(false, 0, 0, 0, 999, 6));
    assertEquals("2024-02-03 04:05:06.123", TemporalText.dateTime(2024, 2, 3, 4, 5, 6, 123_456, 3));
  }

  @Test
  void largePartsAreNotCut() {
    assertEquals("-838:59:59", TemporalText.time(true, 838, 59, 59, 0, 0));
    assertEquals("32767-15-31", TemporalText.date(32_767, 15, 31));
  }
}
