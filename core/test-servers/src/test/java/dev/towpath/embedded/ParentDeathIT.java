package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParentDeathIT {
  private final Path scratch;

  ParentDeathIT(@TempDir Path scratch) {
    this.scratch = scratch;
  }

  @ParameterizedTest
  @ValueSource(strings = {"paused", "mysql"})
  void serverAndDirectoryVanishWithTheJvmThatStartedThem(String server) throws Exception {
    Process parent = startParent(server);
    try (BufferedReader output = parent.inputReader(StandardCharsets.UTF_8)) {
      String[] started = String.valueOf(output.readLine()).split(" ", 2);
      long pid = Long.parseLong(started[0]);
      Path directory = Path.of(started[1]);
      assertFalse(Waiting.isGone(pid));

      parent.destroyForcibly().waitFor();

      Waiting.until("the server ends", () -> Waiting.isGone(pid));
      Waiting.until("the directory is deleted", () -> !Files.exists(directory));
    } finally {
      parent.destroyForcibly();
    }
  }

  private Process startParent(String server) throws IOException {
    // The cache of servers is in the home that a program does not have by default.
    List<String> flags = List.of("-Duser.home=" + System.getProperty("user.home"));
    return new ProcessBuilder(JavaProgram.command(ShortLivedParent.class, scratch, flags, server))
        .redirectError(Redirect.INHERIT)
        .start();
  }
}
