package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.GtidSet;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The XA tests on MariaDB, where the flags of a GTID tell the kind of its group. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class XaMariaDbIT extends XaIT {

  /**
   * Checks that reading again uses another server id: the server ends an older dump of the same
   * one.
   */
  @Test
  void readingAgainLeavesTheDumpAlone() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline().source(patient()).memoryBudget(1 << 20));
    prepare("'l'", "INSERT INTO t VALUES (1, REPEAT('y', 900000))");
    awaitAll(pipeline);
    // The server notices late that the pipeline of the test before has gone.
    await(() -> dumps().size() == 1);
    List<String> before = dumps();

    commit("'l'");
    sql(insert(2));

    assertEquals(List.of("1", "2"), awaitIds(2));
    await(() -> dumps().equals(before));
  }

  @Test
  void preparedTransactionIsReadFromTheStandbyByGtid() throws Exception {
    try (EmbeddedMySql primary = server(31);
        EmbeddedMySql standby = server(32)) {
      CdcPipeline first = startAndConnect(pipeline().source(failingOver(primary, standby)));
      primary.execute(prepared("'a'", insert(1)));
      primary.execute("USE " + database, insert(2));
      assertEquals(List.of("2"), awaitIds(1));
      assertTrue(first.awaitAcknowledged(GtidSet.parse("0-31-2"), LIMIT));
      first.close();
      // The standby has the same transactions in files and at offsets of its own.
      standby.execute("FLUSH BINARY LOGS", "SET gtid_domain_id = 9", "CREATE DATABASE other");
      standby.execute(asPrimary(1, prepared("'a'", insert(1))));
      standby.execute(asPrimary(2, insert(2)));
      standby.execute("FLUSH BINARY LOGS");
      end(standby, asPrimary(3, "XA COMMIT 'a'"));
      standby.execute(asPrimary(4, insert(4)));

      primary.kill();
      CdcPipeline second = start(pipeline().source(failingOver(primary, standby)));

      assertEquals(List.of("2", "1", "4"), awaitIds(3));
      assertEquals("0-31-3", rows().get(1).origin().gtid());
      await(() -> prepared(second).isEmpty());
    }
  }

  private EmbeddedMySql server(int id) {
    EmbeddedMySql server =
        EmbeddedMySql.builder().version(MySqlVersion.MARIADB_11_4).serverId(id).start();
    server.execute(
        "SET sql_log_bin = 0",
        "CREATE USER cdc@'%' IDENTIFIED BY 'secret'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO cdc@'%'",
        "CREATE DATABASE " + database,
        "CREATE TABLE " + database + ".t (id INT PRIMARY KEY, filler LONGTEXT)");
    return server;
  }

  private String[] prepared(String xid, String statement) {
    return new String[] {
      "USE " + database, "XA START " + xid, statement, "XA END " + xid, "XA PREPARE " + xid
    };
  }

  private String[] asPrimary(int sequence, String... statements) {
    return Stream.concat(
            Stream.of("USE " + database, "SET server_id = 31", "SET gtid_seq_no = " + sequence),
            Stream.of(statements))
        .toArray(String[]::new);
  }

  private MySqlSource failingOver(EmbeddedMySql primary, EmbeddedMySql standby) {
    return MySqlSource.builder("127.0.0.1", primary.port())
        .credentials("cdc", () -> "secret")
        .serverId(9003)
        .connectTimeout(Duration.ofMinutes(1))
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMillis(500))
        .failover("127.0.0.1", standby.port())
        .build();
  }

  private static List<String> dumps() {
    String sql = "SELECT id FROM information_schema.processlist WHERE command = 'Binlog Dump'";
    return mysql.query(sql).stream().map(row -> String.valueOf(row.get(0))).toList();
  }

  @Override
  String executed() {
    return String.valueOf(mysql.query("SELECT @@GLOBAL.gtid_binlog_pos").get(0).get(0));
  }

  @Override
  String logStatements() {
    return "SET binlog_annotate_row_events = ON";
  }

  @Override
  String largestFormat() {
    return "2147483647";
  }
}
