package dev.towpath.internal.decode.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.event.InvalidTemporal;
import dev.towpath.internal.decode.type.Columns;
import dev.towpath.internal.decode.type.MappedColumn;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemporalDecodersTest {

  @Test
  void datesAreDatesOfTheCalendar() {
    MappedColumn date = Columns.of(TypeCode.DATE, 0);

    assertEquals(LocalDate.of(2024, 2, 29), Columns.value(date, "5dd00f"));
    assertEquals(LocalDate.of(9999, 12, 31), Columns.value(date, "9f1f4e"));
    assertEquals(LocalDate.of(0, 1, 1), Columns.value(date, "210000"));
  }

  @ParameterizedTest
  @CsvSource({
    "000000, 0000-00-00",
    "00d00f, 2024-00-00",
    "40d00f, 2024-02-00",
    "5fd00f, 2024-02-31",
    "5dce0f, 2023-02-29",
    "ffffff, 32767-15-31"
  })
  void datesOfNoCalendarAreValuesWithMySqlsText(String hex, String text) {
    assertEquals(new InvalidTemporal(text), Columns.value(Columns.of(TypeCode.DATE, 0), hex));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 99b2bb1083, 2024-02-29T17:02:03",
    "1, 99b2bb108332, 2024-02-29T17:02:03.5",
    "2, 99b2bb108339, 2024-02-29T17:02:03.57",
    "3, 99b2bb10831644, 2024-02-29T17:02:03.57",
    "4, 99b2bb10831645, 2024-02-29T17:02:03.5701",
    "6, 99b2bb10830f423f, 2024-02-29T17:02:03.999999"
  })
  void dateTimesHaveUpToSixFractionalDigits(int digits, String hex, String expected) {
    MappedColumn column = Columns.of(TypeCode.DATETIME2, digits);

    assertEquals(LocalDateTime.parse(expected), Columns.value(column, hex));
    assertEquals(hex.length() / 2, column.width());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8000000000, 0000-00-00 00:00:00",
    "3, 80000000000000, 0000-00-00 00:00:00.000",
    "6, 99b2000000000001, 2024-00-00 00:00:00.000001",
    "2, 99b2bf108305, 2024-02-31 17:02:03.05"
  })
  void dateTimesOfNoCalendarAreValuesWithMySqlsText(int digits, String hex, String text) {
    MappedColumn column = Columns.of(TypeCode.DATETIME2, digits);

    assertEquals(new InvalidTemporal(text), Columns.value(column, hex));
  }

  @Test
  void timestampsAreInstants() {
    assertEquals(
        Instant.parse("2001-09-09T01:46:40Z"),
        Columns.value(Columns.of(TypeCode.TIMESTAMP2, 0), "3b9aca00"));
    assertEquals(
        Instant.parse("2038-01-19T03:14:07.123456Z"),
        Columns.value(Columns.of(TypeCode.TIMESTAMP2, 6), "7fffffff01e240"));
  }

  @Test
  void theZeroTimestampIsAValueThatIsNoInstant() {
    assertEquals(
        new InvalidTemporal("0000-00-00 00:00:00"),
        Columns.value(Columns.of(TypeCode.TIMESTAMP2, 0), "00000000"));
    assertEquals(
        new InvalidTemporal("0000-00-00 00:00:00.0000"),
        Columns.value(Columns.of(TypeCode.TIMESTAMP2, 4), "000000000000"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 800000, PT0S",
    "0, 800001, PT1S",
    "0, 7fffff, PT-1S",
    "0, b46efb, PT838H59M59S",
    "0, 4b9105, PT-838H-59M-59S",
    "1, 7fffffff, PT-0.01S",
    "2, 80000001, PT0.01S",
    "3, 7ffffffff6, PT-0.001S",
    "4, 8000000001, PT0.0001S",
    "6, 7fffffffffff, PT-0.000001S",
    "6, 7f3747f3f5f8, PT-12H-34M-56.789S"
  })
  void timesMayBeNegativeAndLongerThanADay(int digits, String hex, Duration expected) {
    MappedColumn column = Columns.of(TypeCode.TIME2, digits);

    assertEquals(expected, Columns.value(column, hex));
    assertEquals(hex.length() / 2, column.width());
  }

  @Test
  void formatsBeforeFiveSixFourAreDecimalDigits() {
    MappedColumn time = Columns.of(TypeCode.TIME, 0);
    MappedColumn dateTime = Columns.of(TypeCode.DATETIME, 0);
    MappedColumn timestamp = Columns.of(TypeCode.TIMESTAMP, 0);

    assertEquals(Duration.parse("PT838H59M59S"), Columns.value(time, "a7f57f"));
    assertEquals(Duration.parse("PT-12H-34M-56S"), Columns.value(time, "c01dfe"));
    assertEquals(
        LocalDateTime.parse("2024-02-29T17:02:03"), Columns.value(dateTime, "1b7cab8b68120000"));
    assertEquals(
        new InvalidTemporal("0000-00-00 00:00:00"), Columns.value(dateTime, "0000000000000000"));
    assertEquals(Instant.parse("2001-09-09T01:46:40Z"), Columns.value(timestamp, "00ca9a3b"));
    assertEquals(new InvalidTemporal("0000-00-00 00:00:00"), Columns.value(timestamp, "00000000"));
  }

  @Test
  void onlyDatesOfTheCalendarAreDates() {
    MappedColumn column = Columns.of(TypeCode.DATE, 0);
    for (int year = 1890; year < 2110; year++) {
      for (int month = 1; month <= 12; month++) {
        int last = YearMonth.of(year, month).lengthOfMonth();
        for (int day = 28; day < 32; day++) {
          int packed = year << 9 | month << 5 | day;
          String hex = "%02x%02x%02x".formatted(packed & 0xff, packed >> 8 & 0xff, packed >> 16);

          assertEquals(day <= last, Columns.value(column, hex) instanceof LocalDate, hex);
        }
      }
    }
  }
}
