package dev.sluice.position;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.coordination.Lease;
import dev.sluice.event.BinlogPosition;
import dev.sluice.testkit.TestLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
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

    assertTrue(message.contains("it is the file of destination orders"), message);
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
    String tooLong = failure(() -> store.load(new TestLease("x".repeat(201), 1)));
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
  void directoryThatIsAFileIsReported() throws Exception {
    Path occupied = Files.createFile(directory.resolve("occupied"));

    try (var broken = FilePositionStore.at(occupied)) {
      String message = failure(() -> broken.load(lease(1)));
      assertTrue(message.contains("occupied"), message);
    }
  }

  private byte[] savedBytes() throws Exception {
    store.load(lease(7));
    save(store, checkpoint(4711), lease(7));
    store.saveAndRelease(checkpoint(4711), lease(7));
    return Files.readAllBytes(file());
  }

  private void assertDamaged(String how) {
    String message = failure(() -> store.load(lease(8)));
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
