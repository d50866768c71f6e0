package dev.towpath.internal.binlog.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.binlog.stream.TestPackets;
import dev.towpath.internal.sql.ServerDialect;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the status variables of statements. */
final class StatementContextTest {
  private static final String SESSION = "04 1c00 2100 0800";

  private static BinlogEvent event(String variables, byte[] sql) {
    byte[] bytes = HexFormat.of().parseHex(variables.replace(" ", ""));
    byte[] body =
        TestPackets.concat(
            TestPackets.bytes(77, 4),
            TestPackets.bytes(0, 4),
            TestPackets.bytes(1, 1),
            TestPackets.bytes(0, 2),
            TestPackets.bytes(bytes.length, 2),
            bytes,
            new byte[] {'d', 0},
            sql);
    byte[] packet = TestPackets.concat(new byte[20], body);
    packet[5] = EventType.QUERY;
    return new BinlogEvent(packet, packet.length);
  }

  private static StatementContext context(String variables) {
    return StatementContext.of(event(variables, new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00000000 01 0000000000000000 06 03 737464",
        "02 03 737464 00",
        "03 01000100",
        "05 03 555443",
        "07 0100",
        "08 0800",
        "09 0000000000000000",
        "0a 00000000",
        "0b 01 75 02 6868",
        "0c 02 6100 626200",
        "0c fe",
        "0d 000000",
        "0e 0f",
        "10 01",
        "11 0000000000000000",
        "12 ff00",
        "13 01",
        "14 00",
        "80 000000",
        "81 0000000000000000",
        "82 02",
        "82 04 0000000000000000",
        "82 08 0000000000000000",
        "83 00",
        "83 02 2d00 ff00 0800 3000",
        "ff"
      })
  void theCharacterSetIsFoundBehindEveryVariable(String before) {
    StatementContext context = context(before + SESSION);

    assertEquals(28, context.clientCollation());
    assertEquals(33, context.connectionCollation());
    assertEquals(8, context.serverCollation());
    assertEquals(77, context.threadId());
  }

  @Test
  void factsOfTheSessionAreKept() {
    StatementContext context =
        context(
            "00 0000000c 01 0400100000000000"
                + SESSION
                + "05 06 2b30333a3030 07 0400 08 5300 0d 400d03 10 00 12 2d00 83 01 2d00 e000");

    assertEquals(0x100004, context.sqlMode());
    assertEquals("+03:00", context.timeZone());
    assertEquals(4, context.lcTimeNames());
    assertEquals(83, context.databaseCollation());
    assertEquals(200_000, context.microseconds());
    assertEquals(false, context.explicitTimestamps(ServerDialect.of("8.0.12")));
    assertEquals(45, context.utf8mb4Collation());
    assertEquals(Map.of(45, 224), context.charsetCollations());
    assertFalse(context.checksForeignKeys());
    assertFalse(context.checksUniqueKeys());
  }

  @ParameterizedTest
  @CsvSource({
    "5.7.22, 10 01, true",
    "5.7.22, 00 00000001, ",
    "9.4.0, 10 00, false",
    "11.4.5-MariaDB, 00 00000001, true",
    "11.4.5-MariaDB, 00 00000000, false",
    "11.4.5-MariaDB, 01 0000000000000000, ",
    "10.5.16-MariaDB, 00 00000000, ",
    "10.5.16-MariaDB, 00 00000001, true",
    "10.5.17-MariaDB, 00 00000000, false",
    "10.6.8-MariaDB, 00 00000000, ",
    "10.6.9-MariaDB, 00 00000000, false",
    "10.9.1-MariaDB, 00 00000000, ",
    "10.9.2-MariaDB, 00 00000000, false",
    "10.11.0-MariaDB, 00 00000000, false"
  })
  void defaultsOfTimestampsAreSaidWhereTheServerSaysThem(
      String server, String variables, @Nullable Boolean expected) {
    assertEquals(expected, context(variables).explicitTimestamps(ServerDialect.of(server)));
  }

  @Test
  void anUnknownVariableEndsWhatIsKnown() {
    StatementContext context = context("01 0400000000000000 63 01 02 03 " + SESSION);

    assertEquals(4, context.sqlMode());
    assertEquals(0, context.clientCollation());
    assertNull(context.timeZone());
    assertTrue(context.checksForeignKeys());
  }

  @ParameterizedTest
  @ValueSource(strings = {"04 0000", "05", "05 09 55", "0b 05 75", "0c", "82", "83", "83 05 00"})
  void truncatedVariablesSayNothing(String variables) {
    assertEquals(0, context(variables).clientCollation());
  }

  @Test
  void textIsReadInTheCharacterSetOfTheClient() {
    byte[] gbk = {(byte) 0xC4, (byte) 0xA3};

    QueryEvent query = QueryEvent.parse(event(SESSION, gbk));

    assertEquals("模", query.sql());
    assertNull(query.flaw());
  }

  @Test
  void bytesThatAreNoCharacterAreReported() {
    byte[] broken = {'a', (byte) 0xFF};

    QueryEvent query = QueryEvent.parse(event("04 2d00 2d00 0800", broken));

    assertEquals("a\uFFFD", query.sql());
    assertEquals("some of its bytes are no characters of utf8mb4", query.flaw());
  }

  @Test
  void theReplacementCharacterItselfIsNoFlaw() {
    byte[] text = "/* \uFFFD */".getBytes(StandardCharsets.UTF_8);

    assertNull(QueryEvent.parse(event("04 2d00 2d00 0800", text)).flaw());
    assertEquals("/* \uFFFD */", QueryEvent.parse(event("", text)).sql());
  }

  @Test
  void anUnknownCharacterSetIsNoReasonToDoubtAscii() {
    QueryEvent ascii = QueryEvent.parse(event("04 e703 e703 0800", new byte[] {'a'}));
    QueryEvent other = QueryEvent.parse(event("04 e703 e703 0800", new byte[] {(byte) 0xC4, 'a'}));

    assertNull(ascii.flaw());
    assertEquals("collation 999 of its session is unknown", other.flaw());
  }
}
