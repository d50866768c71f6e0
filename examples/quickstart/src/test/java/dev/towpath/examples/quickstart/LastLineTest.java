package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastLineTest {
  @Test
  void keptLineIsRepeated(@TempDir Path logs) throws IOException {
    LastLine.keep(logs, "quickstart: OK written=1");

    assertEquals("quickstart: OK written=1" + System.lineSeparator(), repeated(logs));
  }

  @Test
  void nothingIsRepeatedWithoutVerdict(@TempDir Path logs) {
    assertEquals("", repeated(logs));
  }

  private static String repeated(Path logs) {
    var bytes = new ByteArrayOutputStream();
    LastLine.repeat(LastLine.file(logs), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
