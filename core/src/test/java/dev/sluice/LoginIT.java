package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logins that a server refuses for a while. */
@Timeout(300)
@SuppressWarnings("try") // connections that are there to be counted
final class LoginIT extends PipelineTestBase {

  @BeforeEach
  void createTable() {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
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
