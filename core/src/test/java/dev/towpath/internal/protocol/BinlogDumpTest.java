package dev.towpath.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.event.GtidSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class BinlogDumpTest {
  private static final String SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String SOURCE_BYTES = "3e11fa4771ca11e19e33c80aa9429562";

  @Test
  void untaggedSetHasSourcesWithTheirIntervals() {
    assertEquals(
        "0100000000000000"
            + SOURCE_BYTES
            + "0200000000000000"
            + "0100000000000000"
            + "0600000000000000"
            + "0900000000000000"
            + "0a00000000000000",
        encode(SOURCE + ":1-5:9"));
  }

  @Test
  void taggedSetMarksItsFormatAndRepeatsTheSource() {
    assertEquals(
        "0102000000000001"
            + SOURCE_BYTES
            + "00"
            + "0100000000000000"
            + "0100000000000000"
            + "0600000000000000"
            + SOURCE_BYTES
            + "04"
            + "6162"
            + "0100000000000000"
            + "0300000000000000"
            + "0400000000000000",
        encode(SOURCE + ":1-5:ab:3"));
  }

  @Test
  void emptySetHasNoSources() {
    assertEquals("0000000000000000", encode(""));
  }

  @Test
  void setOfMariaDbIsRefused() {
    assertThrows(SourceException.class, () -> encode("0-1-100"));
  }

  private static String encode(String set) {
    return HexFormat.of().formatHex(BinlogDump.encode(GtidSet.parse(set)));
  }
}
