package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.event.SchemaChange;
import dev.towpath.pipeline.PipelineState;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of statements that MySQL 5.7 refuses while transactions have GTIDs. */
final class StatementWithoutGtid57IT extends StatementTextContract {
  @BeforeAll
  static void startServerWithoutGtid() {
    mysql.close();
    mysql = EmbeddedMySql.builder().version(MySqlVersion.MYSQL_5_7).gtid(false).start();
    mysql.createReplicationUser("cdc", "secret");
  }

  @Override
  void namesColumns(boolean names) {
    // It cannot.
  }

  /** The server writes the table of a query itself, in UTF-8, like a statement of the session. */
  @Test
  void tableOfAQueryIsReadFromTheServerWhereItsTextIsDoubtful() throws Exception {
    startAndConnect(remembering()).close();
    sql(
        "SET NAMES latin1",
        // Sent in UTF-8, so that the server reads Ã©.
        "CREATE TABLE q (PRIMARY KEY (id)) ENGINE=InnoDB AS SELECT 1 AS id, 2 AS `é`",
        "CREATE TABLE plain (PRIMARY KEY (id)) ENGINE=InnoDB AS SELECT 1 AS id, 2 AS e");

    start(remembering());

    assertEquals(
        List.of("q{id=1, Ã©=2}", "plain{id=1, e=2}"),
        awaitRows(2).stream().map(StatementTextContract::names).toList());
    assertEquals(
        List.of(false, true), schemaChanges().stream().map(SchemaChange::isExact).toList());
  }

  @Test
  void tableOfAQueryIsUnknownWhereItsTextIsDoubtfulAndItIsGone() throws Exception {
    startAndConnect(remembering()).close();
    sql(
        "SET NAMES latin1",
        "CREATE TABLE q (PRIMARY KEY (id)) ENGINE=InnoDB AS SELECT 1 AS id, 2 AS `é`",
        "DROP TABLE q");

    CdcPipeline pipeline = start(remembering());

    await(() -> pipeline.status().state() == PipelineState.FAILED);
    String message = String.valueOf(pipeline.status().failure());
    assertTrue(message.contains("in UTF-8"), message);
  }
}
