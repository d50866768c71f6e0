package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.waiting.Wait;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class BadConfigurationIT extends PipelineTestBase {

  @Test
  void missingPartsAreAllNamedAtOnce() {
    var failure = assertThrows(IllegalStateException.class, () -> CdcPipeline.builder().build());

    assertEquals("CdcPipeline needs name, source, sink, positionStore", failure.getMessage());
  }

  @Test
  void missingPartsOfTheSourceAreAllNamedAtOnce() {
    var failure =
        assertThrows(IllegalStateException.class, () -> MySqlSource.builder("db", 3306).build());

    assertEquals("MySqlSource db:3306 needs credentials, serverId", failure.getMessage());
  }

  @Test
  void wrongPasswordStopsThePipeline() {
    assertFails(
        source().credentials("cdc", () -> "wrong"), "refused the login", "check credentials");
  }

  @Test
  void missingPrivilegeStopsThePipeline() {
    mysql.execute("CREATE USER nobody@'%' IDENTIFIED BY 'x'");

    assertFails(
        source().credentials("nobody", () -> "x"), "may not read the binlog", "GRANT REPLICATION");
  }

  @Test
  void statementFormatStopsThePipeline() {
    mysql.execute("SET GLOBAL binlog_format = STATEMENT");
    try {
      assertFails(source(), "binlog_format=STATEMENT", "SET PERSIST binlog_format = 'ROW'");
    } finally {
      mysql.execute("SET GLOBAL binlog_format = ROW");
    }
  }

  @Test
  void serverWithoutBinlogStopsThePipeline() {
    try (EmbeddedMySql plain =
        EmbeddedMySql.builder().gtid(false).options("--skip-log-bin").start()) {
      assertFails(
          MySqlSource.builder("127.0.0.1", plain.port())
              .credentials("root", () -> "")
              .serverId(1234),
          "log_bin=OFF",
          "--log-bin");
    }
  }

  @Test
  void demandedTlsThatTheServerCannotProveStopsThePipeline() {
    assertFails(source().tls(TlsMode.VERIFY_CA), "TLS to cdc@127.0.0.1", "sslContext");
  }

  @Test
  void passwordIsNotGivenAwayWithoutTls() {
    mysql.execute("CREATE USER sha2@'%' IDENTIFIED WITH caching_sha2_password BY 'x'");

    assertFails(
        source().credentials("sha2", () -> "x").tls(TlsMode.DISABLED),
        "publicKeyRetrieval",
        "sha2@127.0.0.1:" + mysql.port());
  }

  @Test
  void thePluginThatSha256NeedsIsNamedWithServerAndAccount() {
    mysql.execute("CREATE USER sha256@'%' IDENTIFIED WITH sha256_password BY 'x'");

    assertFails(
        source().credentials("sha256", () -> "x").tls(TlsMode.DISABLED),
        "sha256_password",
        "caching_sha2_password",
        "sha256@127.0.0.1:" + mysql.port());
  }

  @Test
  void unreachableServerIsReportedWithinSecondsAndWaitedFor() throws Exception {
    // Bound, so that no other process takes the port, and not listening.
    try (var bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = bound.getLocalPort();
      CdcPipeline pipeline =
          start(
              pipeline()
                  .source(
                      MySqlSource.builder("127.0.0.1", port)
                          .credentials("cdc", () -> "secret")
                          .serverId(1)
                          .build()));

      await(() -> pipeline.status().state() == PipelineState.RETRYING);

      Failure failure = Objects.requireNonNull(pipeline.status().failure());
      String message = String.valueOf(failure.cause().getMessage());
      assertTrue(message.contains("127.0.0.1:" + port), message);
      assertTrue(message.contains("check host, port"), message);
      pipeline.close();
      assertEquals(PipelineState.STOPPED, pipeline.status().state());
    }
  }

  private void assertFails(MySqlSource.Builder source, String... expected) {
    CdcPipeline pipeline = start(pipeline().source(source.build()));

    CdcException failure =
        assertThrows(CdcException.class, () -> pipeline.awaitStopped(Wait.LIMIT));

    String message = String.valueOf(failure.getMessage());
    assertTrue(Arrays.stream(expected).allMatch(message::contains), message);
    assertEquals(PipelineState.FAILED, pipeline.status().state());
    assertEquals(0, sink.events().size());
  }
}
