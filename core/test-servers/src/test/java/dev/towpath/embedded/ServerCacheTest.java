package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCacheTest {
  private final Path directory;

  ServerCacheTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void anEntryIsFilledOnce() throws IOException {
    ServerCache cache = new ServerCache(directory.resolve("cache"));

    Path first = cache.entry("a", target -> Files.writeString(target.resolve("file"), "1"));
    Path second = cache.entry("a", target -> Files.writeString(target.resolve("file"), "2"));

    assertEquals(first, second);
    assertEquals("1", Files.readString(second.resolve("file")));
  }

  @Test
  void anEntryThatCouldNotBeFilledIsFilledNextTime() {
    ServerCache cache = new ServerCache(directory);

    ServerException failure =
        assertThrows(
            ServerException.class,
            () ->
                cache.entry(
                    "a",
                    target -> {
                      Files.createFile(target.resolve("half"));
                      throw new IOException("disk full");
                    }));
    Path entry = cache.entry("a", target -> Files.createFile(target.resolve("whole")));

    assertTrue(failure.toString().contains("disk full"), failure::toString);
    assertFalse(Files.exists(entry.resolve("half")));
    assertTrue(Files.exists(entry.resolve("whole")));
  }

  @Test
  void severalJvmsFillAnEntryOnce() throws Exception {
    List<Process> fillers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      fillers.add(
          new ProcessBuilder(
                  JavaProgram.command(SlowFiller.class, directory, List.of(), directory.toString()))
              .inheritIO()
              .start());
    }

    for (Process filler : fillers) {
      assertEquals(0, filler.waitFor());
    }

    assertEquals(1, Files.readAllLines(directory.resolve("fillings")).size());
    assertTrue(Files.exists(directory.resolve("cache/a/file")));
  }

  /** A filler that is so slow that others come in between. */
  static final class SlowFiller {
    private SlowFiller() {}

    public static void main(String[] arguments) {
      Path directory = Path.of(arguments[0]);
      new ServerCache(directory.resolve("cache"))
          .entry(
              "a",
              target -> {
                Files.writeString(
                    directory.resolve("fillings"),
                    "filled\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
                try {
                  TimeUnit.MILLISECONDS.sleep(500);
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                Files.createFile(target.resolve("file"));
              });
    }
  }
}
