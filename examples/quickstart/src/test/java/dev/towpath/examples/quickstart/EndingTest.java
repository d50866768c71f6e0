package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Ending ending =
      new Ending(new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
  private final List<String> closed = new ArrayList<>();

  @Test
  void theLastOpenedIsClosedFirstAndTheLastLineComesLast() {
    ending.closes(() -> closed.add("server"));
    ending.closes(() -> closed.add("node"));

    ending.come("quickstart: OK");
    ending.come("quickstart: FAILED interrupted");

    assertEquals(List.of("node", "server"), closed);
    assertEquals(List.of("quickstart: OK"), lines());
  }

  @Test
  void failedCloseIsReportedAndTheOthersAreClosed() {
    ending.closes(() -> closed.add("server"));
    ending.closes(
        () -> {
          throw new IOException("stuck");
        });

    ending.come("quickstart: FAILED");

    assertEquals(List.of("server"), closed);
    assertTrue(lines().get(0).endsWith("java.io.IOException: stuck"), lines()::toString);
    assertEquals("quickstart: FAILED", lines().get(1));
  }

  @Test
  void resourceOpenedAfterTheEndIsClosedAtOnce() {
    ending.come("quickstart: FAILED interrupted");

    assertThrows(IllegalStateException.class, () -> ending.closes(() -> closed.add("late server")));

    assertEquals(List.of("late server"), closed);
  }

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
