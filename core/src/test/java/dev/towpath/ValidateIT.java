package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.Finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ValidateIT extends PipelineTestBase {

  @BeforeEach
  void createTable() {
    mysql.execute("GRANT SELECT ON *.* TO cdc");
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
  }

  @Test
  void serverThatIsWellGivesNoFindings() {
    assertEquals(List.of(), pipeline().build().validate());
  }

  @Test
  void tableWithoutPrimaryKeyIsNamed() {
    sql("CREATE TABLE keyless (id INT NOT NULL UNIQUE)");

    Finding finding = only(pipeline().build().validate());

    assertEquals(Severity.WARNING, finding.severity());
    assertEquals("captured tables without a primary key: " + database + ".keyless", finding.what());
  }

  @Test
  void filterThatCapturesNothingIsFound() {
    CdcPipeline pipeline = pipeline().tables(TableFilter.include("no.such")).build();

    assertEquals("tables", only(pipeline.validate()).check());
  }

  @Test
  void columnThatATableLacksIsFound() {
    ColumnFilter columns =
        ColumnFilter.exclude(database + ".t", "id", "Secrt")
            .and(ColumnFilter.exclude(database + ".*", "elsewhere"));

    Finding finding = only(pipeline().columns(columns).build().validate());

    assertEquals("columns", finding.check());
    assertEquals(Severity.WARNING, finding.severity());
    assertTrue(
        finding.what().contains("names secrt, which " + database + ".t does"), finding.what());
    assertTrue(finding.remedy().contains("the table has id"), finding.remedy());
  }

  @Test
  void supplierThatThrowsIsFound() {
    MySqlSource source =
        source()
            .credentials(
                "cdc",
                () -> {
                  throw new IllegalStateException("the vault is sealed");
                })
            .build();

    Finding finding = only(pipeline().source(source).build().validate());

    assertEquals(Severity.ERROR, finding.severity());
    assertTrue(finding.what().contains("the vault is sealed"), finding::toString);
  }

  @Test
  void filterThatThrowsIsFound() {
    TableFilter broken =
        (database, table) -> {
          throw new IllegalStateException("no rules for " + table);
        };

    Finding finding = only(pipeline().tables(broken).build().validate());

    assertEquals(Severity.ERROR, finding.severity());
    assertTrue(finding.what().contains("IllegalStateException: no rules for"), finding::toString);
  }

  @Test
  void settingsThatCostSomethingAreFound() {
    mysql.execute(
        "SET GLOBAL binlog_row_metadata = MINIMAL",
        "SET GLOBAL binlog_row_image = MINIMAL",
        "SET GLOBAL binlog_row_value_options = PARTIAL_JSON",
        "SET GLOBAL binlog_checksum = NONE",
        "SET GLOBAL binlog_expire_logs_seconds = 3600");
    try {
      List<Finding> findings = pipeline().build().validate();

      assertEquals(
          List.of(
              "binlog_row_image",
              "binlog_row_metadata",
              "binlog_row_value_options",
              "binlog_checksum",
              "binlog expiry"),
          findings.stream().map(Finding::check).toList());
      assertTrue(findings.stream().allMatch(found -> found.severity() == Severity.WARNING));
    } finally {
      mysql.execute(
          "SET GLOBAL binlog_row_metadata = FULL",
          "SET GLOBAL binlog_row_image = FULL",
          "SET GLOBAL binlog_row_value_options = ''",
          "SET GLOBAL binlog_checksum = CRC32",
          "SET GLOBAL binlog_expire_logs_seconds = 2592000");
    }
  }

  @Test
  void partialJsonCostsNothingWithFullImages() {
    mysql.execute("SET GLOBAL binlog_row_value_options = PARTIAL_JSON");
    try {
      assertEquals(List.of(), pipeline().build().validate());
    } finally {
      mysql.execute("SET GLOBAL binlog_row_value_options = ''");
    }
  }

  @Test
  void statementFormatIsAnError() {
    mysql.execute("SET GLOBAL binlog_format = STATEMENT");
    try {
      Finding finding = only(pipeline().build().validate());

      assertEquals(Severity.ERROR, finding.severity());
      assertTrue(finding.remedy().contains("SET PERSIST binlog_format"), finding::toString);
    } finally {
      mysql.execute("SET GLOBAL binlog_format = ROW");
    }
  }

  @Test
  void missingPrivilegesAreNamed() {
    mysql.execute("CREATE USER weak IDENTIFIED BY 'secret'", "GRANT SELECT ON *.* TO weak");

    List<Finding> findings =
        pipeline().source(source().credentials("weak", () -> "secret").build()).build().validate();

    assertEquals(
        List.of(
            "GRANT REPLICATION SLAVE ON *.* TO the account",
            "GRANT REPLICATION CLIENT ON *.* TO the account"),
        findings.stream().map(Finding::remedy).toList());
  }

  @Test
  void serverIdOfAConnectedReplicaIsFound() throws Exception {
    // A number of its own: the server notices late that a replica has gone.
    MySqlSource source = source().serverId(9002).build();
    startAndConnect(pipeline().source(source));

    Finding finding = only(pipeline().source(source).build().validate());

    assertEquals("server id", finding.check());
    assertEquals(Severity.WARNING, finding.severity());
  }

  @Test
  void serverIdOfTheServerItselfIsAnError() {
    long own = Long.parseLong(String.valueOf(mysql.query("SELECT @@server_id").get(0).get(0)));

    Finding finding = only(pipeline().source(source().serverId(own).build()).build().validate());

    assertEquals(Severity.ERROR, finding.severity());
  }

  @Test
  void purgedPositionIsAnError() throws Exception {
    mysql.execute("FLUSH BINARY LOGS");
    String file = String.valueOf(mysql.query("SHOW MASTER STATUS").get(0).get(0));
    purgeTo(file);
    CdcPipeline pipeline = pipeline().build();

    Finding byFile = only(pipeline.validate(BinlogPosition.builder("mysql-bin.000000", 4).build()));
    Finding byGtid =
        only(pipeline.validate(BinlogPosition.builder(file, 4).gtidSet(GtidSet.empty()).build()));

    assertEquals(Severity.ERROR, byFile.severity());
    assertTrue(byFile.what().contains("mysql-bin.000000"), byFile::toString);
    assertEquals(Severity.ERROR, byGtid.severity());
    assertTrue(byGtid.what().contains("were purged"), byGtid::toString);
  }

  @Test
  void positionThatIsAboutToBePurgedIsFound() {
    String file = String.valueOf(mysql.query("SHOW MASTER STATUS").get(0).get(0));
    BinlogPosition old =
        BinlogPosition.builder(file, 4).timestamp(Instant.now().minus(Duration.ofDays(29))).build();

    Finding finding = only(pipeline().build().validate(old));

    assertEquals(Severity.WARNING, finding.severity());
    assertTrue(finding.what().contains("may be purged in PT"), finding::toString);
  }

  @Test
  void everyServerIsCheckedAndNamed() {
    try (var standby = EmbeddedMySql.builder().serverId(2).gtid(false).start()) {
      standby.createReplicationUser("cdc", "secret");
      MySqlSource source =
          source().failover("127.0.0.1", standby.port()).failover("127.0.0.1", 1).build();

      List<Finding> findings = pipeline().source(source).build().validate();

      String name = "127.0.0.1:" + standby.port() + ": ";
      assertTrue(
          findings.stream()
              .anyMatch(
                  found ->
                      found.check().equals("failover")
                          && found.what().startsWith(name + "gtid_mode is OFF")),
          findings::toString);
      assertTrue(
          findings.stream()
              .anyMatch(
                  found ->
                      found.check().equals("connection")
                          && found.what().startsWith("127.0.0.1:1: ")),
          findings::toString);
      assertTrue(
          findings.stream().noneMatch(found -> found.what().contains(":" + mysql.port() + ": ")),
          findings::toString);
    }
  }

  @Test
  void serverThatCannotBeReachedIsAFinding() {
    MySqlSource nowhere =
        MySqlSource.builder("127.0.0.1", 1).credentials("cdc", () -> "").serverId(1).build();

    Finding finding = only(pipeline().source(nowhere).build().validate());

    assertEquals(Severity.ERROR, finding.severity());
    assertEquals("connection", finding.check());
  }

  private static Finding only(List<Finding> findings) {
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }
}
