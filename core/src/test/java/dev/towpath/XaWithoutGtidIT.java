package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.embedded.EmbeddedMySql;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests of XA transactions where positions are only offsets and table maps name no columns. */
final class XaWithoutGtidIT extends XaTestBase {

  @BeforeAll
  static void startServerWithoutGtid() {
    mysql.close();
    mysql = EmbeddedMySql.builder().gtid(false).options("--binlog-row-metadata=MINIMAL").start();
    mysql.createReplicationUser("cdc", "secret");
  }

  @Test
  void transactionPreparedBeforeARestartIsFoundByItsOffset() throws Exception {
    CdcPipeline first = startAndConnect(pipeline());
    prepare("'p'", insert(1), insert(2));
    prepare("'q'", insert(3));
    sql(insert(4));
    awaitIds(1);
    awaitAll(first);
    first.close();
    mysql.execute("FLUSH BINARY LOGS");
    rollback("'q'");
    commit("'p'");

    CdcPipeline second = start(pipeline());

    assertEquals(List.of("4", "1", "2"), awaitIds(3));
    await(() -> prepared(second).isEmpty());
  }
}
