package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BinlogPositionTest {
  private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  @Test
  void textHoldsEveryPart() {
    BinlogPosition position =
        BinlogPosition.builder("mysql-bin.000007", 5_000_000_000L)
            .transactionStartOffset(4_999_999_000L)
            .gtidSet(GtidSet.parse(UUID + ":1-5:7:blue:1-3"))
            .serverUuid(UUID)
            .serverId(4_294_967_295L)
            .timestamp(Instant.ofEpochMilli(1_726_308_024_123L))
            .build();

    assertEquals(
        "v1;file=mysql-bin.000007;offset=5000000000;group=4999999000;serverId=4294967295"
            + ";serverUuid=3e11fa47-71ca-11e1-9e33-c80aa9429562;ts=1726308024123"
            + ";gtid=3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:blue:1-3",
        position.toString());
    assertEquals(position, BinlogPosition.parse(position.toString()));
    assertEquals(position.hashCode(), BinlogPosition.parse(position.toString()).hashCode());
  }

  @Test
  void unknownServerIdIsNullAndTextKeepsZero() {
    BinlogPosition position = BinlogPosition.builder("bin.000002", 4).serverId(0L).build();

    assertNull(position.serverId());
    assertEquals("v1;file=bin.000002;offset=4;group=4;serverId=0", position.toString());
    assertNull(BinlogPosition.parse(position.toString()).serverId());
    assertEquals(BinlogPosition.builder("bin.000002", 4).serverId(null).build(), position);
  }

  @Test
  void summaryIsShort() {
    String many =
        LongStream.range(0, 40)
            .mapToObj(i -> UUID.substring(0, 34) + (10 + i) + ":1-5")
            .collect(Collectors.joining(","));
    BinlogPosition.Builder position = BinlogPosition.builder("mysql-bin.000001", 155);

    assertEquals("mysql-bin.000001/155", position.build().summary());
    assertEquals("mysql-bin.000001/155", position.gtidSet(GtidSet.empty()).build().summary());
    assertEquals(
        "mysql-bin.000001/155 (GTIDs " + UUID + ":1-5)",
        position.gtidSet(GtidSet.parse(UUID + ":1-5")).build().summary());
    assertEquals(
        "mysql-bin.000001/155 (GTIDs %s… of %d characters)"
            .formatted(many.substring(0, 100), many.length()),
        position.gtidSet(GtidSet.parse(many)).build().summary());
  }

  @Test
  void textHoldsPreparedTransactions() {
    BinlogPosition position =
        BinlogPosition.builder("bin.000002", 4)
            .prepared(
                List.of(
                    new PreparedTransaction("X'61',X'',1", "bin.000001", 400, UUID, UUID + ":7"),
                    new PreparedTransaction(
                        "X'00ff',X'62',4294967295", "d/ü, %.1", 5_000_000_000L, null, null)))
            .build();

    assertEquals(
        "v1;file=bin.000002;offset=4;group=4;serverId=0;xa=61..1/400/"
            + (UUID + "/" + UUID + ":7/bin.000001,")
            + "00ff.62.4294967295/5000000000///d%252F%25C3%25BC%252C%2B%2525.1",
        position.toString());
    assertEquals(position, BinlogPosition.parse(position.toString()));
    assertEquals(position.prepared(), BinlogPosition.parse(position.toString()).prepared());
    assertNotEquals(BinlogPosition.builder("bin.000002", 4).build(), position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "61..1",
        "61.1/4///f",
        "61..1/3///f",
        "6..1/4///f",
        "61..x/4///f",
        "61..1/x///f",
        "61..1/4///%25",
        "61..1/4///f,"
      })
  void malformedPreparedTransactionsAreRefused(String value) {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> BinlogPosition.parse("v1;file=bin.000002;offset=4;xa=" + value));

    assertTrue(
        String.valueOf(failure.getMessage()).startsWith("not a binlog position"),
        failure::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a+b",
        "a;b=c",
        "a%3Ab",
        "%2F",
        "dir/bin.1",
        "c:\\bin.1",
        "bücher",
        "订单😀",
        "a\nb",
        ","
      })
  void anyFileNameSurvives(String file) {
    BinlogPosition position = BinlogPosition.builder(file, 4).build();

    assertEquals(position, BinlogPosition.parse(position.toString()));
    assertEquals(file, BinlogPosition.parse(position.toString()).file());
    assertEquals(1, position.toString().lines().count());
  }

  @Test
  void unknownPartsStayUnknown() {
    BinlogPosition position = BinlogPosition.parse("v1;file=bin.1;offset=4");

    assertNull(position.gtidSet());
    assertNull(position.serverUuid());
    assertNull(position.timestamp());
    assertNull(position.serverId());
    assertEquals(4, position.transactionStartOffset());
  }

  @Test
  void emptyGtidSetIsNotUnknown() {
    BinlogPosition position = BinlogPosition.builder("bin.1", 4).gtidSet(GtidSet.empty()).build();

    assertEquals(GtidSet.empty(), BinlogPosition.parse(position.toString()).gtidSet());
    assertNotEquals(position, BinlogPosition.builder("bin.1", 4).build());
  }

  @Test
  void mariaDbPositionSurvives() {
    BinlogPosition position =
        BinlogPosition.builder("bin.1", 4).gtidSet(GtidSet.parse("0-1-5,1-1-7")).build();

    assertEquals(position, BinlogPosition.parse(position.toString()));
  }

  @Test
  void timestampIsCutToWhatTheTextHolds() {
    BinlogPosition position =
        BinlogPosition.builder("bin.1", 4)
            .timestamp(Instant.parse("2030-01-01T00:00:00.123456789Z"))
            .build();

    assertEquals(Instant.parse("2030-01-01T00:00:00.123Z"), position.timestamp());
    assertEquals(position, BinlogPosition.parse(position.toString()));
  }

  @Test
  void blanksAroundTheTextDoNotMatter() {
    assertEquals(
        BinlogPosition.builder("bin.1", 4).build(),
        BinlogPosition.parse(" v1;file=bin.1;offset=4\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | it does not start with 'v1;'",
        "v2;file=a;offset=4                  | it does not start with 'v1;'",
        "mysql-bin.000001:4                  | it does not start with 'v1;'",
        "v1;offset=4                         | file is missing",
        "v1;file=a                           | offset is missing",
        "v1                                  | file is missing",
        "v1;file=a;offset=4;                 | '' is none of",
        "v1;file=a;offset=4;x                | 'x' is none of",
        "v1;file=a;offset=4;x=1              | 'x=1' is none of",
        "v1;file=a;offset=4;offset=5         | offset is given twice",
        "v1;file=a;offset=four               | a number is malformed",
        "v1;file=a;offset=4;ts=1.5           | a number is malformed",
        "v1;file=a%2;offset=4                | 'a%2' is not URL encoded",
        "v1;file=a;offset=3                  | an offset of at least 4: 'a', 3",
        "v1;file=;offset=4                   | needs a file",
        "v1;file=a;offset=4;gtid=x           | not a GTID set: 'x'",
      })
  void malformedTextIsRefusedWithTheReason(String text, String reason) {
    var refused = assertThrows(IllegalArgumentException.class, () -> BinlogPosition.parse(text));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "U:1-5       | U:1-5       | 0",
        "U:1-5       | U:1-6       | -1",
        "U:1-6       | U:1-5       | 1",
        "U:1-5       | V:1         | ",
        "U:1-5       | U:2-6       | ",
        "''          | U:1         | -1",
        "''          | 0-1-1       | -1",
        "0-1-5       | 0-1-6       | -1",
        "0-1-5       | 0-1-6,1-1-1 | -1",
        "0-1-9       | 0-1-6,1-1-1 | ",
        "0-1-5       | U:1-5       | ",
      })
  void gtidSetsDecideWhereBothHaveThem(String ours, String theirs, @Nullable Integer order) {
    BinlogPosition left = withGtids("bin.000001", ours);
    BinlogPosition right = withGtids("other.000001", theirs);

    assertCompares(left, right, order);
  }

  private static BinlogPosition withGtids(String file, String text) {
    String set = text.replace("U", UUID).replace("V", UUID.replace('3', '4'));
    return BinlogPosition.builder(file, 100).gtidSet(GtidSet.parse(set)).build();
  }

  @ParameterizedTest(name = "{0}/{1} and {2}/{3}: {4}")
  @CsvSource({
    "bin.000001, 100, bin.000001, 100,  0",
    "bin.000001, 100, bin.000001, 200, -1",
    "bin.000002, 100, bin.000001, 200,  1",
    "bin.999999, 900, bin.1000000, 4,  -1",
    "bin.000001, 100, log.000002, 100,    ",
    "my.bin.000001, 5, my.bin.000002, 4, -1",
  })
  void filesDecideOtherwise(
      String file, long offset, String otherFile, long otherOffset, @Nullable Integer order) {
    BinlogPosition left = BinlogPosition.builder(file, offset).build();
    BinlogPosition right =
        BinlogPosition.builder(otherFile, otherOffset).gtidSet(GtidSet.empty()).build();

    assertCompares(left, right, order);
  }

  @Test
  void filesOfDifferentServersCannotBeCompared() {
    BinlogPosition known = BinlogPosition.builder("bin.1", 4).serverUuid(UUID).build();
    BinlogPosition other = BinlogPosition.builder("bin.1", 9).serverUuid("other").build();
    BinlogPosition unknown = BinlogPosition.builder("bin.1", 9).build();

    assertCompares(known, other, null);
    assertCompares(known, unknown, -1);
  }

  /** Compares in both directions. */
  private static void assertCompares(
      BinlogPosition left, BinlogPosition right, @Nullable Integer order) {
    OptionalInt there = left.compare(right);
    OptionalInt back = right.compare(left);
    assertEquals(order == null, there.isEmpty());
    assertEquals(order == null, back.isEmpty());
    if (order != null) {
      assertEquals(order, Integer.signum(there.getAsInt()));
      assertEquals(-order, Integer.signum(back.getAsInt()));
    }
  }
}
