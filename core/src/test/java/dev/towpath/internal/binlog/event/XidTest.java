package dev.towpath.internal.binlog.event;

import static dev.towpath.internal.binlog.stream.TestPackets.bytes;
import static dev.towpath.internal.binlog.stream.TestPackets.concat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public final class XidTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "XA START X'61',X'',1                    | X'61',X'',1",
        "XA END X'61',X'62',7                    | X'61',X'62',7",
        "XA COMMIT X'00FFab',X'0a',4294967295    | X'00ffab',X'0a',4294967295",
        "xa rollback x'61',x'',1                 | X'61',X'',1",
        "XA COMMIT X'61',X'',1 ONE PHASE         | X'61',X'',1",
        "XA COMMIT 'a'                           | X'61',X'',1",
        "XA COMMIT 'a' ONE PHASE                 | X'61',X'',1",
        "XA COMMIT 'a','b'                       | X'61',X'62',1",
        "XA COMMIT 'a, b' , 'ü' , 3              | X'612c2062',X'c3bc',3",
        "XA COMMIT 0x61,0x,5                     | X'61',X'',5",
        "XA COMMIT X'',X'',0                     | X'',X'',0",
        // A number that the server prints as an unsigned long has 32 bits in its XA_PREPARE events.
        "XA COMMIT X'61',X'',18446744073709551615 | X'61',X'',4294967295"
      })
  void statementNamesATransaction(String sql, String xid) {
    assertEquals(xid, Xid.ofStatement(prepare(new byte[0]), new QueryEvent("", sql)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"XA COMMIT", "XA COMMIT a", "XA COMMIT X'6g',X'',1", "XA RECOVER", "XA COMMIT '"})
  void otherStatementsAreRefused(String sql) {
    var failure =
        assertThrows(
            MalformedEventException.class,
            () -> Xid.ofStatement(prepare(new byte[0]), new QueryEvent("", sql)));

    assertTrue(String.valueOf(failure.getMessage()).contains(sql), failure::toString);
  }

  @Test
  void prepareEventNamesTheSameTransaction() {
    byte[] body = body(0, 4_294_967_295L, "ab", "c");

    assertEquals("X'6162',X'63',4294967295", Xid.ofPrepare(prepare(body)));
    assertEquals(XaStep.Kind.PREPARE, Xid.kind(prepare(body)));
    assertEquals(XaStep.Kind.COMMIT_ONE_PHASE, Xid.kind(prepare(body(1, 1, "a", ""))));
    assertEquals("X'61',X'',1", Xid.ofPrepare(prepare(body(1, 1, "a", ""))));
  }

  @Test
  void truncatedPrepareEventIsRefused() {
    byte[] body = body(0, 1, "abc", "de");
    for (int length = 0; length < body.length; length++) {
      BinlogEvent event = prepare(Arrays.copyOf(body, length));

      assertThrows(MalformedEventException.class, () -> Xid.ofPrepare(event));
    }
  }

  public static byte[] body(int onePhase, long format, String gtrid, String bqual) {
    return concat(
        bytes(onePhase, 1),
        bytes(format, 4),
        bytes(gtrid.length(), 4),
        bytes(bqual.length(), 4),
        (gtrid + bqual).getBytes(StandardCharsets.US_ASCII));
  }

  private static BinlogEvent prepare(byte[] body) {
    byte[] packet = concat(new byte[BinlogEvent.BODY], body);
    packet[5] = EventType.XA_PREPARE;
    return new BinlogEvent(packet, packet.length);
  }
}
