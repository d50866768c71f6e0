package dev.towpath.internal.binlog.stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DumpErrorsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Could not find first log file name in binary log index file",
        "could not find next log; the first event 'bin.000001' at 4",
        "Client requested master to start replication from impossible position",
        "Client requested master to start replication from position > file size",
        "Cannot replicate because the master purged required binary logs.",
        "The slave is connecting using CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master"
            + " has purged binary logs containing GTIDs that the slave requires.",
        "Slave has more GTIDs than the master has, using the master's SERVER_UUID.",
        "Could not find GTID state requested by slave in any binlog files. Probably the slave state"
            + " is too old and required binlog files have been purged.",
        "Error: connecting slave requested to start from GTID 0-1-99, which is not in the master's"
            + " binlog"
      })
  void purgedPlaceIsALostPosition(String message) {
    SourceException failure = classify(message);

    assertTrue(failure.isPositionLost());
    assertTrue(failure.isPermanent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log event entry exceeded max_allowed_packet; Increase max_allowed_packet on master",
        "binlog truncated in the middle of event; consider out of disk space on master",
        "Cannot replicate anonymous transaction when @@GLOBAL.GTID_MODE = ON, at file bin.000001"
      })
  void faultsOfTheBinlogAreNoLostPosition(String message) {
    SourceException failure = classify(message);

    assertFalse(failure.isPositionLost());
    assertTrue(failure.isPermanent());
  }

  @Test
  void aChangedGtidModeIsWorthAnotherConnection() {
    SourceException failure =
        classify("Cannot replicate anonymous transaction when AUTO_POSITION = 1, at file bin.1");

    assertFalse(failure.isPermanent());
  }

  @Test
  void transactionsWithoutGtidComeWithWhatToSet() {
    SourceException failure =
        classify("Cannot replicate anonymous transaction when @@GLOBAL.GTID_MODE = ON, at file x");

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("SET GLOBAL gtid_mode = ON_PERMISSIVE"), message);
  }

  private static SourceException classify(String message) {
    byte[] packet =
        TestPackets.concat(
            new byte[] {(byte) 0xFF},
            TestPackets.bytes(ServerError.CANNOT_READ_BINLOG, 2),
            ("#HY000" + message).getBytes(StandardCharsets.UTF_8));
    MySqlSource source =
        MySqlSource.builder("db", 3306).credentials("cdc", () -> "").serverId(5).build();
    return DumpErrors.classify(source, ServerError.parse(packet));
  }
}
