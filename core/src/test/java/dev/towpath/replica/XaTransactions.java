package dev.towpath.replica;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.ServerException;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * XA transactions on a table that is not changed otherwise. Each is prepared by a connection of its
 * own and ended by another, much later or at once. Used by one thread.
 */
final class XaTransactions {
  private static final String TABLE = Workload.DATABASE + ".xa_rows";
  private static final Duration LIMIT = Wait.LIMIT;
  private static final int MOST_OPEN = 5;

  private final EmbeddedMySql server;
  private final Random random;
  private final List<String> prepared = new ArrayList<>();
  private int number;

  XaTransactions(EmbeddedMySql server, Random random) {
    this.server = server;
    this.random = random;
    server.execute("CREATE TABLE " + TABLE + " (id INT PRIMARY KEY, v VARCHAR(200))");
  }

  /** Prepares a transaction, or ends one that was prepared. */
  void step() {
    if (prepared.size() < MOST_OPEN && random.nextBoolean()) {
      prepare();
    } else if (!prepared.isEmpty()) {
      end(prepared.remove(random.nextInt(prepared.size())));
    }
  }

  /** Ends all that are prepared. */
  void endAll() {
    prepared.forEach(this::end);
    prepared.clear();
  }

  private void prepare() {
    String xid = "'xa%d'".formatted(++number);
    List<String> statements = new ArrayList<>();
    statements.add("XA START " + xid);
    for (int i = random.nextInt(50); i >= 0; i--) {
      int id = number * 100 + i;
      statements.add("INSERT INTO %s VALUES (%d, REPEAT('é%d', 9))".formatted(TABLE, id, id));
    }
    statements.add("XA END " + xid);
    if (random.nextInt(4) == 0) {
      statements.add("XA COMMIT " + xid + " ONE PHASE");
    } else {
      statements.add("XA PREPARE " + xid);
      prepared.add(xid);
    }
    server.execute(statements.toArray(String[]::new));
  }

  /**
   * Ends a transaction. The server refuses until it has noticed that the connection which prepared
   * it has ended.
   */
  private void end(String xid) {
    String statement = (random.nextInt(3) == 0 ? "XA ROLLBACK " : "XA COMMIT ") + xid;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        server.execute(statement);
        return;
      } catch (ServerException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("XAER_"), e::toString);
        assertTrue(System.nanoTime() - deadline < 0, e::toString);
      }
    }
  }
}
