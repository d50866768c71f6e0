package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
  @Test
  void aPasswordInALogIsFound(@TempDir Path directory) throws Exception {
    Path below = Files.createDirectory(directory.resolve("node"));
    Files.writeString(directory.resolve("a.log"), "started\nall is well\n");
    Files.writeString(below.resolve("b.log"), "login with " + Secrets.ZOOKEEPER + "!\nbye\n");

    assertEquals(
        List.of("b.log: login with " + Secrets.ZOOKEEPER + "!"), Secrets.toldIn(directory));
  }

  @Test
  void noLogAtAllIsAnError(@TempDir Path directory) {
    assertThrows(IOException.class, () -> Secrets.toldIn(directory));
  }
}
