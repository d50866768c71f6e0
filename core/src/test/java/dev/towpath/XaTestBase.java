package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.ServerException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.event.RowChange;
import dev.towpath.pipeline.PipelineListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;

/** Pipelines over XA transactions. */
abstract class XaTestBase extends PipelineTestBase {
  final List<List<BinlogPosition>> gaps = new CopyOnWriteArrayList<>();
  final PipelineListener listener =
      new PipelineListener() {
        @Override
        public void onGap(BinlogPosition lost, BinlogPosition resumed) {
          gaps.add(List.of(lost, resumed));
        }
      };

  @BeforeEach
  void createTable() {
    sql("CREATE TABLE t (id INT PRIMARY KEY, filler LONGTEXT)");
  }

  static String insert(int id) {
    return "INSERT INTO t VALUES (%d, 'x')".formatted(id);
  }

  /** Prepares a transaction on a connection that then ends. */
  void prepare(String xid, String... statements) {
    transact(xid, "XA PREPARE " + xid, statements);
  }

  void transact(String xid, String outcome, String... statements) {
    List<String> all = new ArrayList<>();
    all.add("XA START " + xid);
    all.addAll(List.of(statements));
    all.add("XA END " + xid);
    all.add(outcome);
    sql(all.toArray(new String[0]));
  }

  static void commit(String xid) throws InterruptedException {
    end(mysql, "XA COMMIT " + xid);
  }

  static void rollback(String xid) throws InterruptedException {
    end(mysql, "XA ROLLBACK " + xid);
  }

  /**
   * Ends a transaction. The server takes some time to notice that the connection which prepared it
   * has ended.
   */
  static void end(EmbeddedMySql server, String... statements) throws InterruptedException {
    await(
        () -> {
          try {
            server.execute(statements);
            return true;
          } catch (ServerException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("XAER_"), e::toString);
            return false;
          }
        });
  }

  List<String> awaitIds(int count) throws InterruptedException {
    List<String> ids = PipelineIT.ids(awaitRows(count));
    assertEquals(count, ids.size(), ids::toString);
    return ids;
  }

  /** Waits until everything that the server has logged is acknowledged. */
  static void awaitAll(CdcPipeline pipeline) throws InterruptedException {
    String file = strings(mysql.query("SHOW MASTER STATUS").get(0)).get(0);
    long end = endOfTransactions(file);
    await(
        () -> {
          BinlogPosition position = pipeline.status().acknowledgedPosition();
          return position != null && position.file().equals(file) && position.offset() >= end;
        });
  }

  /**
   * Returns the end of the last transaction. Some time after it MariaDB logs which files a crash
   * would still need.
   */
  static long endOfTransactions(String file) {
    return mysql.query("SHOW BINLOG EVENTS IN '" + file + "'").stream()
        .map(XaTestBase::strings)
        .filter(event -> !event.get(2).equals("Binlog_checkpoint"))
        .mapToLong(event -> Long.parseLong(event.get(4)))
        .max()
        .orElseThrow();
  }

  static List<String> strings(List<?> values) {
    return values.stream().map(String::valueOf).toList();
  }

  static List<PreparedTransaction> prepared(CdcPipeline pipeline) {
    return Objects.requireNonNull(pipeline.status().acknowledgedPosition()).prepared();
  }

  String executed() {
    return strings(mysql.query("SELECT @@GLOBAL.gtid_executed").get(0)).get(0).replace("\n", "");
  }

  static void purge() throws InterruptedException {
    mysql.execute("FLUSH BINARY LOGS");
    String current = strings(mysql.query("SHOW MASTER STATUS").get(0)).get(0);
    purgeTo(current);
  }

  /** Makes the server log statements. */
  String logStatements() {
    return "SET binlog_rows_query_log_events = ON";
  }

  /** Returns the largest format that an identifier may name. */
  String largestFormat() {
    return "4294967295";
  }

  static String transactionId(RowChange change) {
    return change.origin().transactionId();
  }
}
