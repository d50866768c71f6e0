package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.CdcException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.PipelineState;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of logins that a server refuses for a while. */
@SuppressWarnings("try") // The connections only have to be counted.
final class LoginIT extends PipelineTestBase {
  private static final String CONNECTIONS =
      "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'cdc'";

  @BeforeEach
  void createTable() throws InterruptedException {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    // The server notices late that the pipeline of the test before has gone.
    await(() -> mysql.query(CONNECTIONS).isEmpty());
  }

  @AfterEach
  void allowEverything() {
    mysql.execute(
        "SET GLOBAL offline_mode = OFF",
        "SET GLOBAL max_connections = 151",
        "ALTER USER cdc@'%' WITH MAX_USER_CONNECTIONS 0");
  }

  @Test
  void anAccountWithTooManyConnectionsIsWaitedFor() throws Exception {
    mysql.execute("ALTER USER cdc@'%' WITH MAX_USER_CONNECTIONS 1");
    CdcPipeline pipeline;
    try (Connection only = mysql.connection("cdc", "secret")) {
      pipeline = start(pipeline());
      awaitTrouble(pipeline, "max_user_connections");
    }
    mysql.execute("ALTER USER cdc@'%' WITH MAX_USER_CONNECTIONS 0");

    assertGoesOn(pipeline);
  }

  @Test
  void aServerWithTooManyConnectionsIsWaitedFor() throws Exception {
    CdcPipeline pipeline;
    // The pipeline may hold the place that is kept for administrators, until it is refused.
    try (Connection administrator = mysql.connection();
        Statement statement = administrator.createStatement()) {
      statement.execute("SET GLOBAL max_connections = 1");
      pipeline = start(pipeline());
      awaitTrouble(pipeline, "raise max_connections");
      statement.execute("SET GLOBAL max_connections = 151");
    }

    assertGoesOn(pipeline);
  }

  @Test
  void aServerThatIsOfflineIsWaitedFor() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline());

    mysql.execute("SET GLOBAL offline_mode = ON");
    awaitTrouble(pipeline, "offline_mode");
    mysql.execute("SET GLOBAL offline_mode = OFF");

    assertGoesOn(pipeline);
  }

  @Test
  void aPasswordThatRotatesIsAskedForAgainAtOnce() throws Exception {
    var asked = new AtomicInteger();
    CdcPipeline pipeline =
        start(
            pipeline()
                .source(
                    source()
                        .credentials("cdc", () -> asked.getAndIncrement() == 0 ? "old" : "secret")
                        .build()));

    await(() -> pipeline.status().acknowledgedPosition() != null);

    assertGoesOn(pipeline);
  }

  @Test
  void theOldPasswordOfARotationIsTriedUntilTheServerKnowsTheNewOne() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline().source(knowing("new", "secret")));

    try {
      mysql.execute("ALTER USER cdc@'%' IDENTIFIED BY 'new'");
      reconnect(pipeline);

      assertGoesOn(pipeline);
    } finally {
      mysql.execute("ALTER USER cdc@'%' IDENTIFIED BY 'secret'");
    }
  }

  @Test
  void thePasswordThatWorkedComesFirstOnEveryConnection() throws Exception {
    CdcPipeline pipeline = startAndConnect(pipeline().source(knowing("a", "b", "secret")));
    int refused = refusals();

    for (int i = 0; i < 3; i++) {
      reconnect(pipeline);
    }
    List<Finding> findings = pipeline.validate();

    assertGoesOn(pipeline);
    assertEquals(refused, refusals());
    assertEquals(
        List.of(),
        findings.stream().filter(finding -> finding.severity() == Finding.Severity.ERROR).toList());
  }

  @Test
  void refusedPasswordsAreCountedAndNotTold() {
    CdcPipeline pipeline = start(pipeline().source(knowing("wrong-1", "wrong-2", "wrong-1")));

    CdcException failure = assertThrows(CdcException.class, () -> pipeline.awaitStopped(LIMIT));

    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("cdc@127.0.0.1"), message);
    assertTrue(message.contains("refused the login with each of 2 passwords"), message);
    assertFalse(message.contains("wrong-"), message);
  }

  @Test
  void noOtherPasswordIsTriedWhereTheFirstIsAccepted() throws Exception {
    mysql.execute("ALTER USER cdc@'%' WITH MAX_USER_CONNECTIONS 1");
    CdcPipeline pipeline;
    try (Connection only = mysql.connection("cdc", "secret")) {
      pipeline = start(pipeline().source(knowing("secret", "wrong")));
      awaitTrouble(pipeline, "max_user_connections");
    }
    mysql.execute("ALTER USER cdc@'%' WITH MAX_USER_CONNECTIONS 0");

    assertGoesOn(pipeline);
  }

  private MySqlSource knowing(String... passwords) {
    return source().rotatingCredentials("cdc", () -> List.of(passwords)).build();
  }

  /** How often an account was denied access since the server was started. */
  private static int refusals() {
    String status = "SHOW GLOBAL STATUS LIKE 'Aborted_connects'";
    return Integer.parseInt(String.valueOf(mysql.query(status).get(0).get(1)));
  }

  /** Ends all connections of the account and waits until the pipeline has others. */
  private static void reconnect(CdcPipeline pipeline) throws InterruptedException {
    await(() -> dumps().size() == 1);
    String before = dumps().get(0);
    mysql.execute("KILL " + before);
    await(() -> dumps().size() == 1 && !dumps().contains(before));
    await(() -> pipeline.status().state() == PipelineState.RUNNING);
  }

  private static List<String> dumps() {
    return mysql.query(CONNECTIONS + " AND COMMAND LIKE 'Binlog Dump%'").stream()
        .map(row -> String.valueOf(row.get(0)))
        .toList();
  }

  private void awaitTrouble(CdcPipeline pipeline, String why) throws InterruptedException {
    await(() -> String.valueOf(pipeline.status().failure()).contains(why));
    await(() -> pipeline.status().state() == PipelineState.RETRYING);
  }

  private void assertGoesOn(CdcPipeline pipeline) throws InterruptedException {
    await(() -> pipeline.status().state() == PipelineState.RUNNING);
    sql("INSERT INTO t VALUES (1)");
    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }
}
