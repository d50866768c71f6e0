package dev.towpath.position;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.testkit.TestCandidacy;
import dev.towpath.testkit.TestLease;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class FilePositionStoreTest {
  private static final String NAME = "orders";

  private final Path directory;
  private final FilePositionStore store;
  private final FilePositionStore rival;

  FilePositionStoreTest(@TempDir Path directory) {
    this.directory = directory;
    this.store = FilePositionStore.at(directory);
    this.rival = FilePositionStore.at(directory);
  }

  @AfterEach
  void releaseLocks() {
    store.close();
    rival.close();
  }

  @Test
  void truncationAtEveryByteIsReported() throws Exception {
    byte[] intact = savedBytes();

    for (int length = 0; length < intact.length; length++) {
      Files.write(file(), Arrays.copyOf(intact, length));
      assertDamaged("truncated to " + length);
    }
  }

  @Test
  void everyFlippedBitIsReported() throws Exception {
    byte[] intact = savedBytes();

    for (int bit = 0; bit < intact.length * 8; bit++) {
      byte[] flipped = intact.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file(), flipped);
      assertDamaged("bit " + bit + " flipped");
    }
  }

  @Test
  void appendedBytesAreReported() throws Exception {
    byte[] intact = savedBytes();

    Files.write(file(), Arrays.copyOf(intact, intact.length + 1));

    assertDamaged("one byte appended");
  }

  @Test
  void intactFileIsLoadedAfterAllThat() throws Exception {
    byte[] intact = savedBytes();
    Files.write(file(), new byte[10]);
    assertDamaged("overwritten");

    Files.write(file(), intact);

    assertEquals(Optional.of(checkpoint(4711)), store.load(lease(8)));
  }

  @Test
  void fileOfAnotherDestinationIsReported() throws Exception {
    savedBytes();
    Files.copy(file(), directory.resolve("customers.position"));

    String message = failure(() -> store.load(new TestLease("customers", 8)));

    assertTrue(message.contains("it is the file of pipeline orders"), message);
  }

  @Test
  void damageReportSaysWhatToDo() throws Exception {
    Files.createFile(file());

    String message = failure(() -> store.load(lease(8)));

    assertTrue(message.contains(file().toString()), message);
    assertTrue(message.contains("restore it from a copy, or delete it"), message);
  }

  @Test
  void crashBeforeTheRenameLeavesTheCheckpointBefore() throws Exception {
    byte[] intact = savedBytes();
    Files.write(directory.resolve("orders.position.tmp"), Arrays.copyOf(intact, 7));

    assertEquals(Optional.of(checkpoint(4711)), store.load(lease(8)));
    save(store, checkpoint(4712), lease(8));

    assertEquals(Optional.of(checkpoint(4712)), store.load(lease(9)));
  }

  @Test
  void failedSaveLeavesTheCheckpointBefore() throws Exception {
    byte[] intact = savedBytes();
    Files.createDirectory(directory.resolve("orders.position.tmp"));

    var failed =
        assertThrows(ExecutionException.class, () -> save(store, checkpoint(4712), lease(7)));

    assertInstanceOf(IOException.class, failed.getCause());
    assertArrayEquals(intact, Files.readAllBytes(file()));
  }

  @Test
  void secondStoreIsKeptAwayUntilTheFirstIsClosed() throws Exception {
    store.load(lease(1));

    String message = failure(() -> rival.load(lease(2)));
    store.close();

    assertTrue(message.contains("in use by another position store of this process"), message);
    assertTrue(message.contains("orders.lock"), message);
    assertEquals(Optional.empty(), rival.load(lease(3)));
  }

  @Test
  void secondStoreMayHaveAnotherDestination() throws Exception {
    store.load(lease(1));

    assertEquals(Optional.empty(), rival.load(new TestLease("customers", 1)));
  }

  @Test
  void releaseLetsTheSecondStoreIn() throws Exception {
    Lease lease = lease(1);
    store.load(lease);

    store.saveAndRelease(checkpoint(4711), lease);

    assertEquals(Optional.of(checkpoint(4711)), rival.load(lease(2)));
  }

  @Test
  void revocationLetsTheSecondStoreInAndKeepsTheFirstOut() throws Exception {
    TestLease revoked = lease(1);
    store.load(revoked);

    revoked.revoke();
    rival.load(lease(2));
    var whileHeld =
        assertThrows(ExecutionException.class, () -> save(store, checkpoint(4711), revoked));
    rival.close();
    var afterwards =
        assertThrows(ExecutionException.class, () -> save(store, checkpoint(4711), revoked));

    assertInstanceOf(IOException.class, whileHeld.getCause());
    assertInstanceOf(StaleEpochException.class, afterwards.getCause());
  }

  @Test
  void revocationOfAnOldLeaseDoesNotReleaseTheNewOne() throws Exception {
    TestLease old = lease(1);
    store.load(old);
    store.load(lease(2));

    old.revoke();

    assertThrows(IOException.class, () -> rival.load(lease(3)));
  }

  @Test
  void loadUnderAnOlderEpochIsRefused() throws Exception {
    store.load(lease(5));
    store.close();

    var refused = assertThrows(IOException.class, () -> rival.load(lease(4)));

    assertInstanceOf(StaleEpochException.class, refused.getCause());
    assertEquals(Optional.empty(), rival.load(lease(6)));
  }

  @Test
  void interruptedThreadStillSaves() throws Exception {
    Lease lease = lease(1);
    store.load(lease);

    Thread.currentThread().interrupt();
    store.saveAndRelease(checkpoint(4711), lease);

    assertTrue(Thread.interrupted());
    assertEquals(Optional.of(checkpoint(4711)), rival.load(lease(2)));
  }

  @Test
  void fileNamesAreTheSameOnEverySystem() throws Exception {
    store.load(new TestLease("Orders/eu", 1));

    assertTrue(Files.exists(directory.resolve("%4Frders%2Feu.position")));
  }

  @Test
  void nameThatCannotBeAFileNameIsRefused() {
    Executable loadLongName = () -> store.load(new TestLease("x".repeat(201), 1));
    assertThrows(UnusableStoreException.class, loadLongName);
    String tooLong = failure(loadLongName);
    String empty = failure(() -> store.load(new TestLease("", 1)));

    assertTrue(tooLong.contains("has 201 characters, not 1 to 200"), tooLong);
    assertTrue(empty.contains("has 0 characters"), empty);
  }

  @Test
  void closedStoreRefuses() throws Exception {
    store.load(lease(1));

    store.close();
    store.close();

    assertTrue(failure(() -> store.load(lease(2))).contains("is closed"));
    assertThrows(ExecutionException.class, () -> save(store, checkpoint(5), lease(2)));
  }

  @Test
  void directoryThatIsAFileIsUnusable() throws Exception {
    Path occupied = Files.createFile(directory.resolve("occupied"));

    assertUnusable(occupied, "occupied: it is not a directory; choose another directory");
    assertUnusable(occupied.resolve("below"), "occupied is not a directory");
  }

  @Test
  void directoryThatIsALinkToNothingIsUnusable() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("unmounted"));

    assertUnusable(link, "link is a link to something that does not exist; mount or create it");
    assertUnusable(link.resolve("below"), "link is a link to something that does not exist");
  }

  @Test
  void fileThatIsALinkToNothingIsNotTakenForNoFile() throws Exception {
    Files.createSymbolicLink(file(), directory.resolve("unmounted/orders.position"));

    assertUnusable(directory, "orders.position is a link to something that does not exist");
    assertTrue(Files.isSymbolicLink(file()));
  }

  @Test
  void fileThatIsADirectoryIsUnusable() throws Exception {
    Files.createDirectory(file());

    assertUnusable(directory, "orders.position: it is a directory; move it away");
  }

  @Test
  void lockThatIsADirectoryIsUnusable() throws Exception {
    Files.createDirectory(directory.resolve("orders.lock"));

    assertUnusable(directory, "orders.lock: it is a directory; move it away");
  }

  @Test
  void fileLongerThanAnyCheckpointIsUnusableAndNotRead() throws Exception {
    try (var file = new RandomAccessFile(file().toFile(), "rw")) {
      file.setLength(3L << 30);
    }

    assertUnusable(directory, "it has 3221225472 bytes, more than were ever written");
  }

  @Test
  void directoryWithoutPermissionIsUnusable() throws Exception {
    Path locked = Files.createDirectory(directory.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false) && !Files.isWritable(locked));

    assertUnusable(locked, "permission denied; allow the user of this process to write to it");
    assertUnusable(locked.resolve("below"), "permission denied; allow the user of this process to");
  }

  @Test
  void failedReplacementNamesTheFileAndTheReason() throws Exception {
    store.load(lease(1));
    Files.delete(file());
    Files.createDirectories(file().resolve("occupied"));

    var failed = assertThrows(ExecutionException.class, () -> save(store, checkpoint(5), lease(1)));

    String message = String.valueOf(failed.getCause());
    assertTrue(message.contains("cannot replace " + file() + ": "), message);
    assertFalse(failed.getCause() instanceof UnusableStoreException, message);
  }

  @Test
  void storeInUseMayPass() throws Exception {
    store.load(lease(1));

    var failed = assertThrows(IOException.class, () -> rival.load(lease(2)));

    assertFalse(failed instanceof UnusableStoreException, failed::toString);
  }

  @Test
  void epochAheadOfTheClockIsExceededByTheNextLease() throws Exception {
    long ahead = 1_000 * (System.currentTimeMillis() + 3_600_000);
    store.load(lease(ahead));
    save(store, checkpoint(4711), lease(ahead));
    store.close();

    long known;
    try (Lease behind = Coordinator.standalone().acquire(NAME)) {
      var refused = assertThrows(IOException.class, () -> rival.load(behind));
      known = assertInstanceOf(StaleEpochException.class, refused.getCause()).latestEpoch();
    }
    try (Lease above = Coordinator.standalone().acquire(new TestCandidacy(NAME, known))) {
      assertEquals(Optional.of(checkpoint(4711)), rival.load(above));
    }
  }

  private static void assertUnusable(Path directory, String expected) {
    try (var broken = FilePositionStore.at(directory)) {
      var failure = assertThrows(UnusableStoreException.class, () -> broken.load(lease(8)));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains(expected), message);
    }
  }

  private byte[] savedBytes() throws Exception {
    store.load(lease(7));
    save(store, checkpoint(4711), lease(7));
    store.saveAndRelease(checkpoint(4711), lease(7));
    return Files.readAllBytes(file());
  }

  private void assertDamaged(String how) {
    var failure = assertThrows(UnusableStoreException.class, () -> store.load(lease(8)), how);
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("damaged"), how + ": " + message);
  }

  private static String failure(Executable call) {
    return String.valueOf(assertThrows(IOException.class, call).getMessage());
  }

  private static void save(PositionStore store, Checkpoint checkpoint, Lease lease)
      throws Exception {
    store.save(checkpoint, lease).toCompletableFuture().get();
  }

  private Path file() {
    return directory.resolve("orders.position");
  }

  private static TestLease lease(long epoch) {
    return new TestLease(NAME, epoch);
  }

  private static Checkpoint checkpoint(long offset) {
    BinlogPosition position = BinlogPosition.builder("mysql-bin.000001", offset).build();
    return Checkpoint.of(position, new byte[] {1, 2, 3});
  }
}
