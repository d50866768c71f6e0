package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.embedded.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests with MySQL 9.7 or later. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class ServerMySql9IT extends ServerContract {

  @Test
  void compressedTransactionsArriveLikeOthers() throws Exception {
    startAndConnect(pipeline());

    sql(
        "SET binlog_transaction_compression = ON",
        "CREATE TABLE t (id INT PRIMARY KEY, filler MEDIUMTEXT)",
        "START TRANSACTION",
        "INSERT INTO t VALUES (1, REPEAT('a', 5000)), (2, REPEAT('b', 70000))",
        "UPDATE t SET filler = 'c' WHERE id = 1",
        "DELETE FROM t WHERE id = 2",
        "COMMIT");
    awaitRows(4);

    assertEquals("+{id=1, filler=" + "a".repeat(5000) + "}", changes().get(1));
    assertEquals("-{id=2, filler=" + "b".repeat(70000) + "}", changes().get(4));
    assertEquals(1, rows().stream().map(row -> row.origin().transactionId()).distinct().count());
  }

  @Test
  void aStopInTheMiddleOfACompressedTransactionLosesNothing() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, filler MEDIUMTEXT)");
    startAndConnect(pipeline()).close();
    List<String> statements = new ArrayList<>();
    statements.add("SET binlog_transaction_compression = ON");
    statements.add("START TRANSACTION");
    IntStream.range(0, 40)
        .forEach(
            id -> statements.add("INSERT INTO t VALUES (%d, REPEAT('a', 500000))".formatted(id)));
    statements.add("COMMIT");
    sql(statements.toArray(new String[0]));
    sql("INSERT INTO t VALUES (40, 'b')");

    stopInTheMiddle();
    start(pipeline());

    assertEquals(
        IntStream.rangeClosed(0, 40).mapToObj(String::valueOf).toList(),
        PipelineIT.ids(awaitRows(41)));
  }

  @Test
  void taggedTransactionsAreCounted() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline first = startAndConnect(pipeline());
    sql("SET gtid_next = 'AUTOMATIC:tag'", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
    awaitRows(2);
    first.close();
    sql("INSERT INTO t VALUES (3)", "SET gtid_next = 'AUTOMATIC:tag'", "INSERT INTO t VALUES (4)");

    start(pipeline());

    assertEquals(
        IntStream.rangeClosed(1, 4).mapToObj(String::valueOf).toList(),
        PipelineIT.ids(awaitRows(4)));
  }
}
