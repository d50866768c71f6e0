package dev.towpath.sink.rocketmq.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.event.ColumnType;
import dev.towpath.event.Row;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.internal.text.Utf8Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanalValueWriterTest {
  private final Utf8Json json = new Utf8Json(1);

  private String text() {
    String text = new String(json.toByteArray(), StandardCharsets.UTF_8);
    json.clear();
    return text;
  }

  private static String asText(ZoneId zone, ColumnType type, String typeText, Object value) {
    Row row = Row.of(Changes.table(Changes.column("c", type, typeText)), value);
    return String.valueOf(new CanalText(zone).of(row, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "+05:30"})
  void timestampsDependOnTheZone(String zone) {
    ZoneId id = ZoneId.of(zone);
    var writer = new CanalValueWriter(json, id, Set.of());
    var random = new SplittableRandom(1);
    for (int i = 0; i < 5_000; i++) {
      long seconds = i % 3 == 0 ? 1_635_642_000 + random.nextInt(7_200) : random.nextLong(1L << 32);
      int micros = random.nextInt(1_000_000);
      Instant instant = Instant.ofEpochSecond(seconds, micros * 1_000L);

      writer.timestamp(seconds, micros, 6);
      assertEquals(asText(id, ColumnType.TIMESTAMP, "timestamp(6)", instant), text());
    }
  }

  @Test
  void decimalsAreCutAsCanalCutsThem() {
    var writer = new CanalValueWriter(json, ZoneId.of("UTC"), Set.of());
    var random = new SplittableRandom(2);
    for (int i = 0; i < 20_000; i++) {
      int scale = random.nextInt(31);
      long unscaled = random.nextLong() >> random.nextInt(64);
      if (random.nextBoolean()) {
        unscaled = unscaled / 100_000 * 100_000;
      }
      BigDecimal decimal = BigDecimal.valueOf(unscaled, scale);

      writer.decimal(unscaled, scale);
      assertEquals(asText(ZoneId.of("UTC"), ColumnType.DECIMAL, "decimal", decimal), text());
    }
  }

  @Test
  void fractionsHaveTheDigitsOfTheColumn() {
    var writer = new CanalValueWriter(json, ZoneId.of("UTC"), Set.of());

    writer.dateTime(2024, 2, 31, 1, 2, 3, 120_000, 2);
    json.raw(' ');
    writer.time(true, 838, 0, 9, 1, 6);
    json.raw(' ');
    writer.time(false, 1, 2, 3, 0, 0);
    json.raw(' ');
    writer.date(0, 0, 0);

    assertEquals("2024-02-31 01:02:03.12 -838:00:09.000001 01:02:03 0000-00-00", text());
  }
}
