package dev.towpath.examples.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedMySql;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Tests of the last lines that processes log after SIGTERM. */
class LastLinesIT {
  private static final int SIGTERM = 128 + 15;
  private static EmbeddedMySql mySql;

  @BeforeAll
  static void startServer() throws Exception {
    mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    mySql.close();
  }

  @RepeatedTest(3)
  void plainProgramLogsUntilThePipelineHasStopped() throws Exception {
    assertLogsItsEnd(PlainApplication.class, String.valueOf(mySql.port()));
  }

  @RepeatedTest(3)
  void springApplicationLogsUntilThePipelineHasStopped() throws Exception {
    assertLogsItsEnd(
        OrdersApplication.class,
        "--server.port=0",
        "--shop.mysql.port=" + mySql.port(),
        "--shop.mysql.user=root",
        "--shop.mysql.password=");
  }

  private static void assertLogsItsEnd(Class<?> main, String... arguments) throws Exception {
    Process process = start(main, arguments);
    List<String> log = new ArrayList<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = output.readLine()) != null) {
        log.add(line);
        if (line.contains("pipeline orders: following")) {
          // Process.destroy() would close the streams as well.
          process.toHandle().destroy();
        }
      }
    } finally {
      process.destroyForcibly();
    }

    assertEquals(SIGTERM, process.waitFor(), () -> String.join("\n", log));
    assertTrue(
        log.stream().anyMatch(line -> line.contains("pipeline orders: STOPPING → STOPPED")),
        () -> String.join("\n", log));
  }

  private static Process start(Class<?> main, String... arguments) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    builder.command().addAll(List.of(arguments));
    return builder.redirectErrorStream(true).start();
  }
}
