package dev.towpath.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.position.UnusableStoreException;
import dev.towpath.testkit.TestLease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSchemaStoreTest {
  private final Lease lease = new TestLease("orders", 7);
  private final Path directory;

  FileSchemaStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void entryCutOffByACrashIsDropped() throws Exception {
    FileSchemaStore store = FileSchemaStore.at(directory);
    store.append(bytes("one"), lease);
    long accepted = Files.size(file());
    store.append(bytes("two"), lease);
    byte[] whole = Files.readAllBytes(file());

    for (int length = (int) accepted; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertEquals(List.of("one"), load(store), length + " bytes");
    }
    store.append(bytes("three"), lease);

    assertEquals(List.of("one", "three"), load(store));
  }

  @Test
  void anyOtherDamageIsReportedWithTheFile() throws Exception {
    FileSchemaStore store = FileSchemaStore.at(directory);
    store.append(bytes("one"), lease);
    store.append(bytes("two"), lease);
    byte[] whole = Files.readAllBytes(file());

    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file(), damaged);
      try {
        // A length that became greater looks like an entry that was cut off.
        assertTrue(load(store).size() < 2, "byte " + at);
      } catch (UnusableStoreException e) {
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("orders.schema is damaged"), message);
      }
    }
  }

  @Test
  void fileOfAnotherDestinationIsRefused() throws Exception {
    FileSchemaStore store = FileSchemaStore.at(directory);
    store.append(bytes("one"), lease);
    Files.copy(file(), directory.resolve("other.schema"));

    IOException refused =
        assertThrows(IOException.class, () -> store.load(new TestLease("other", 8)));

    assertTrue(String.valueOf(refused.getMessage()).contains("for pipeline 'orders'"));
  }

  @Test
  void fileThatIsALinkToNothingIsNotTakenForNoFile() throws Exception {
    Files.createSymbolicLink(file(), directory.resolve("unmounted/orders.schema"));

    assertUnusable(directory, "orders", "orders.schema is a link to something that does not exist");
    assertTrue(Files.isSymbolicLink(file()));
  }

  @Test
  void directoryThatIsAFileIsUnusable() throws Exception {
    Path occupied = Files.createFile(directory.resolve("occupied"));

    assertUnusable(occupied, "orders", "occupied: it is not a directory; choose another directory");
  }

  @Test
  void lockThatIsADirectoryIsUnusable() throws Exception {
    Files.createDirectory(directory.resolve("orders.schema.lock"));

    assertUnusable(directory, "orders", "orders.schema.lock: it is a directory; move it away");
  }

  @Test
  void nameThatCannotBeAFileNameIsUnusable() {
    assertUnusable(directory, "x".repeat(201), "has 201 characters, not 1 to 200");
  }

  @Test
  void epochThatIsNoNumberIsReported() throws Exception {
    FileSchemaStore store = FileSchemaStore.at(directory);
    store.append(bytes("one"), lease);
    var crc = new CRC32();
    crc.update(bytes("later"));
    String record = "epoch 5 %08x\nlater\n".formatted(crc.getValue());
    Files.write(file(), bytes(record), StandardOpenOption.APPEND);

    assertUnusable(directory, "orders", "is 'later'");
  }

  private static void assertUnusable(Path directory, String name, String expected) {
    FileSchemaStore store = FileSchemaStore.at(directory);
    var failure =
        assertThrows(UnusableStoreException.class, () -> store.load(new TestLease(name, 8)));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(expected), message);
  }

  @Test
  void interruptDoesNotBreakTheFile() throws Exception {
    FileSchemaStore store = FileSchemaStore.at(directory);
    store.append(bytes("one"), lease);

    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> store.append(bytes("two"), lease));

    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(List.of("one"), load(store));
  }

  private List<String> load(FileSchemaStore store) throws Exception {
    return store.load(lease).stream()
        .map(entry -> new String(entry, StandardCharsets.UTF_8))
        .toList();
  }

  private Path file() {
    return directory.resolve("orders.schema");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
