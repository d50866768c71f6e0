package dev.towpath.position;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testkit.TestLease;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilePositionStoreProcessTest {
  private final Path directory;

  FilePositionStoreProcessTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void killedProcessLosesNoSavedPosition() throws Exception {
    for (int round = 1; round <= 5; round++) {
      Process process = SavingProcess.start(directory, 2L * round);
      long saved = killAfter(process, 20 * round);

      long loaded = load(2L * round + 1);

      assertTrue(loaded == saved || loaded == saved + 1, "saved " + saved + ", loaded " + loaded);
    }
  }

  /** Kills the process after {@code lines} saves and returns the last offset it reported. */
  private static long killAfter(Process process, int lines) throws Exception {
    try (BufferedReader output = process.inputReader()) {
      String last = "";
      for (int i = 0; i < lines; i++) {
        last = Objects.requireNonNull(output.readLine(), "the process ended by itself");
      }
      // Process.destroyForcibly would close the output before it was read completely.
      process.toHandle().destroyForcibly();
      process.waitFor();
      return Long.parseLong(output.lines().reduce(last, (earlier, later) -> later));
    }
  }

  private long load(long epoch) throws Exception {
    try (var store = FilePositionStore.at(directory)) {
      return store.load(new TestLease("orders", epoch)).orElseThrow().position().offset();
    }
  }

  @Test
  void anotherProcessIsNamedAndKeepsTheFile() throws Exception {
    Process process = SavingProcess.start(directory, 1);
    try (BufferedReader output = process.inputReader();
        var store = FilePositionStore.at(directory)) {
      Objects.requireNonNull(output.readLine(), "the process ended by itself");

      var refused = assertThrows(IOException.class, () -> store.load(new TestLease("orders", 2)));

      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("in use by process " + process.pid()), message);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
