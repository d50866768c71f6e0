package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedMySqlIT {
  private final List<EmbeddedMySql> servers = new ArrayList<>();

  @AfterEach
  void closeServers() {
    servers.forEach(EmbeddedMySql::close);
  }

  @Test
  void answersQueriesAndWritesRowsToItsBinlog() {
    EmbeddedMySql mysql = start(EmbeddedMySql.builder().serverId(7));

    mysql.execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT)", "INSERT INTO d.t VALUES (1)");

    assertEquals(List.of(List.of("1")), mysql.query("SELECT * FROM d.t"));
    assertEquals(
        List.of(List.of("7", "ROW", "FULL", "FULL", "ON", "1")),
        mysql.query(
            "SELECT @@server_id, @@binlog_format, @@binlog_row_image, @@binlog_row_metadata,"
                + " @@gtid_mode, @@log_bin"));
    assertTrue(
        mysql.query("SHOW BINLOG EVENTS").stream().anyMatch(e -> "Write_rows".equals(e.get(2))));
  }

  @Test
  void rowsSurviveKillStopAndRestartOnTheSamePort() {
    EmbeddedMySql mysql = start(EmbeddedMySql.builder());
    int port = mysql.port();
    mysql.execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT)", "INSERT INTO d.t VALUES (1)");

    mysql.kill();
    assertThrows(ServerException.class, () -> mysql.query("SELECT 1"));
    mysql.start();
    mysql.execute("INSERT INTO d.t VALUES (2)");
    mysql.restart();

    assertEquals(List.of(List.of("1"), List.of("2")), mysql.query("SELECT * FROM d.t"));
    assertEquals(port, mysql.port());
  }

  @Test
  void serverAnswersAgainAfterPauseOnTheSameConnection() throws SQLException {
    EmbeddedMySql mysql = start(EmbeddedMySql.builder());
    try (Connection connection = mysql.connection()) {

      mysql.pause();
      assertFalse(connection.isValid(1), "a paused server answers");
      mysql.resume();

      assertEquals(List.of(List.of("1")), mysql.query("SELECT 1"));
    }
  }

  @ParameterizedTest
  @EnumSource(MySqlVersion.class)
  void everyVersionSaysWhatItIsAndFollowsARestart(MySqlVersion version) {
    assumeTrue(version.isAvailable(), () -> version + " is not here: see the profile in the pom");
    EmbeddedMySql mysql = start(EmbeddedMySql.builder().version(version));
    String number = version.toString().replaceAll("[^0-9.]", "");

    mysql.execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT)", "INSERT INTO d.t VALUES (1)");
    mysql.restart();

    assertTrue(String.valueOf(mysql.query("SELECT VERSION()")).contains(number));
    assertEquals(List.of(List.of("1")), mysql.query("SELECT * FROM d.t"));
  }

  @Test
  void aReplicationUserMayReadTablesAndTheBinlogButNotWrite() throws SQLException {
    EmbeddedMySql mysql = start(EmbeddedMySql.builder());
    mysql.execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT)");

    mysql.createReplicationUser("repl", "it's \\ secret");

    try (Connection connection = mysql.connection("repl", "it's \\ secret");
        Statement statement = connection.createStatement()) {
      assertTrue(statement.execute("SELECT * FROM d.t"));
      assertTrue(statement.execute("SHOW MASTER STATUS"));
      assertThrows(SQLException.class, () -> statement.execute("INSERT INTO d.t VALUES (1)"));
    }
  }

  @Test
  void twoServersAreDifferentServers() {
    EmbeddedMySql one = start(EmbeddedMySql.builder().serverId(1));
    EmbeddedMySql two = start(EmbeddedMySql.builder().serverId(2));

    assertNotEquals(one.port(), two.port());
    assertNotEquals(one.query("SELECT @@server_uuid"), two.query("SELECT @@server_uuid"));
  }

  @Test
  void optionsOfTheCallerWin() {
    EmbeddedMySql mysql =
        start(EmbeddedMySql.builder().gtid(false).options("--binlog-row-metadata=MINIMAL"));

    assertEquals(
        List.of(List.of("MINIMAL", "OFF")),
        mysql.query("SELECT @@binlog_row_metadata, @@gtid_mode"));
  }

  @Test
  void aGivenDirectoryKeepsItsRowsWhenTheServerIsClosed(@TempDir Path directory) {
    EmbeddedMySql first = start(EmbeddedMySql.builder().dataDirectory(directory));
    first.execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT)", "INSERT INTO d.t VALUES (1)");
    first.close();

    EmbeddedMySql second = start(EmbeddedMySql.builder().dataDirectory(directory));

    assertEquals(List.of(List.of("1")), second.query("SELECT * FROM d.t"));
  }

  @Test
  void closeLeavesNoProcessAndNoDirectory() {
    EmbeddedMySql mysql = start(EmbeddedMySql.builder());
    ProcessHandle process = ProcessHandle.of(mysql.pid()).orElseThrow();
    Path data = Path.of(String.valueOf(mysql.query("SELECT @@datadir").get(0).get(0)));
    assertTrue(Files.exists(data));

    mysql.close();
    mysql.close();

    assertFalse(process.isAlive());
    assertFalse(Files.exists(data.getParent()));
  }

  @Test
  void anOptionTheServerDoesNotKnowFailsWithItsOwnWords() {
    ServerException failure =
        assertThrows(
            ServerException.class,
            () -> start(EmbeddedMySql.builder().options("--no-such-option=1")));

    assertTrue(failure.toString().contains("unknown variable 'no-such-option=1'"));
  }

  private EmbeddedMySql start(EmbeddedMySql.Builder builder) {
    EmbeddedMySql server = builder.start();
    servers.add(server);
    return server;
  }
}
