package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests of servers that answer a query slowly. */
final class SlowQueryTest {
  /** More than a stall takes; a test waits for twice as long. */
  private static final Duration CONNECT = Duration.ofSeconds(4);

  @Test
  void answerMayTakeLongerThanConnecting() throws Exception {
    try (var server =
            new ScriptedServer(
                connection -> {
                  admit(connection);
                  connection.receive();
                  long enough = System.nanoTime() + CONNECT.multipliedBy(2).toNanos();
                  while (System.nanoTime() - enough < 0) {
                    TimeUnit.MILLISECONDS.sleep(10);
                  }
                  connection.rows(List.of("Log_name"), List.of(List.of("binlog.000001")));
                });
        MySqlSession session = open(server)) {
      assertEquals("binlog.000001", session.query("SHOW BINARY LOGS").get(0, 0));
    }
  }

  @Test
  void silenceBeyondTheLimitNamesTheQuery() throws Exception {
    try (var server =
            new ScriptedServer(
                connection -> {
                  admit(connection);
                  while (true) {
                    connection.receive();
                  }
                });
        MySqlSession session = open(server)) {
      session.readTimeout(Duration.ofMillis(50));

      var failure = assertThrows(IOException.class, () -> session.query("SHOW BINARY LOGS"));

      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("'SHOW BINARY LOGS' for PT0.05S"), message);
    }
  }

  private static void admit(Connection connection) throws IOException {
    assertTrue(Login.standard().admit(connection, "8.0.33"));
    connection.receive();
    connection.ok();
  }

  private static MySqlSession open(ScriptedServer server) {
    return MySqlSession.open(
        MySqlSource.builder("127.0.0.1", server.port())
            .credentials("cdc", () -> "secret")
            .serverId(7)
            .connectTimeout(CONNECT)
            .tls(TlsMode.DISABLED)
            .build());
  }
}
