package dev.towpath.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every {@link PositionStore}, rules P1 to P13. A subclass opens the store and,
 * when leases come from the same system, begins terms.
 */
@Timeout(300)
public abstract class PositionStoreContract {
  private static final String PIPELINE = "orders";

  private PositionStore store;
  private long epoch = 1000;

  /** Called by subclasses. */
  @SuppressWarnings("NullAway.Init") // Set before each test.
  protected PositionStoreContract() {}

  /**
   * Opens the store under test. Called again within a test, after the one before was closed if it
   * is {@link AutoCloseable}: a store that keeps its content beyond the process then opens it
   * again, as after a restart; any other returns the same instance.
   */
  protected abstract PositionStore open() throws Exception;

  /**
   * Ends the term of {@code pipeline}, if there is one, and begins the next: a lease with a greater
   * epoch. Default: a {@link TestLease}.
   */
  protected Lease nextTerm(String pipeline) throws Exception {
    return new TestLease(pipeline, ++epoch);
  }

  /**
   * Returns whether the store refuses a save under a deposed lease with this failure. Default: an
   * {@link ExecutionException} caused by a {@link StaleEpochException}.
   */
  protected boolean isRefusal(Exception failed) {
    return failed instanceof ExecutionException && failed.getCause() instanceof StaleEpochException;
  }

  /**
   * Damages what is stored for {@code pipeline}, so that it cannot be read any more, and returns
   * true. Returns false when that is impossible; then P13 does not apply. Default: false.
   */
  protected boolean damage(String pipeline) throws Exception {
    return false;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  final void closeStore() throws Exception {
    if (store instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Test
  @DisplayName("P1 nothing is loaded before the first save")
  final void nothingIsLoadedBeforeTheFirstSave() throws Exception {
    assertEquals(Optional.empty(), store.load(nextTerm(PIPELINE)));
    assertEquals(Optional.empty(), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P2 the next term loads what was saved, in every part")
  final void nextTermLoadsWhatWasSaved() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    store.load(lease);

    save(fullCheckpoint(), lease);

    assertEquals(Optional.of(fullCheckpoint()), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P3 what was saved is there after the store is opened again")
  final void savedCheckpointSurvivesReopening() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    store.load(lease);
    save(fullCheckpoint(), lease);

    closeStore();
    openStore();

    assertEquals(Optional.of(fullCheckpoint()), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P4 the last of many saves stays, also when it goes back")
  final void lastSaveStays() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    store.load(lease);
    for (int offset = 100; offset < 130; offset++) {
      save(at(offset), lease);
    }

    save(at(50), lease);

    assertEquals(Optional.of(at(50)), store.load(nextTerm(PIPELINE)));
  }

  @ParameterizedTest(name = "{0} bytes")
  @DisplayName("P5 the sink's state comes back byte for byte")
  @ValueSource(ints = {0, 1, 256, 65_536})
  final void sinkStateComesBack(int length) throws Exception {
    byte[] state = new byte[length];
    new Random(length).nextBytes(state);
    Lease lease = nextTerm(PIPELINE);
    store.load(lease);

    save(Checkpoint.of(at(4).position(), state), lease);

    Checkpoint loaded = store.load(nextTerm(PIPELINE)).orElseThrow();
    assertArrayEquals(state, loaded.sinkState().orElseThrow());
  }

  @Test
  @DisplayName("P6 a checkpoint without sink state replaces the state before")
  final void sinkStateIsReplacedByNone() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    store.load(lease);
    save(Checkpoint.of(at(4).position(), new byte[] {1}), lease);

    save(at(5), lease);

    assertEquals(Optional.of(at(5)), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P7 pipelines of any names do not see each other")
  final void destinationsAreSeparate() throws Exception {
    List<String> names = pipelines();
    for (int i = 0; i < names.size(); i++) {
      Lease lease = nextTerm(names.get(i));
      assertEquals(Optional.empty(), store.load(lease), names.get(i));
      save(at(100 + i), lease);
    }

    for (int i = 0; i < names.size(); i++) {
      assertEquals(Optional.of(at(100 + i)), store.load(nextTerm(names.get(i))), names.get(i));
    }
  }

  /**
   * Returns names for P7, pairwise different; a subclass leaves out names that its system cannot
   * represent.
   */
  protected List<String> pipelines() {
    return List.of(
        "orders", "Orders", "orders2", "a.b", "a_b", "a-b", "a b", "a/b", "a%2Fb", "..", "bücher",
        "订单");
  }

  @Test
  @DisplayName("P8 a save is refused once a later term has loaded")
  final void saveIsRefusedAfterALaterLoad() throws Exception {
    Lease deposed = nextTerm(PIPELINE);
    store.load(deposed);
    save(at(100), deposed);
    store.load(nextTerm(PIPELINE));

    assertRefused(at(200), deposed);

    assertEquals(Optional.of(at(100)), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P9 a refused save does not disturb the later term")
  final void refusedSaveDoesNotDisturb() throws Exception {
    Lease deposed = nextTerm(PIPELINE);
    store.load(deposed);
    Lease leader = nextTerm(PIPELINE);
    store.load(leader);
    save(at(300), leader);

    assertRefused(at(200), deposed);
    save(at(301), leader);
    assertRefused(at(200), deposed);

    assertEquals(Optional.of(at(301)), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P10 the fence is there after the store is opened again")
  final void fenceSurvivesReopening() throws Exception {
    Lease deposed = nextTerm(PIPELINE);
    store.load(deposed);
    save(at(100), deposed);
    store.load(nextTerm(PIPELINE));

    closeStore();
    openStore();

    assertRefused(at(200), deposed);
    assertEquals(Optional.of(at(100)), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P11 saveAndRelease saves and gives the lease up, or throws and gives it up")
  final void saveAndReleaseGivesTheLeaseUp() throws Exception {
    Lease deposed = nextTerm(PIPELINE);
    store.load(deposed);
    Lease leader = nextTerm(PIPELINE);
    store.load(leader);

    assertThrows(IOException.class, () -> store.saveAndRelease(at(100), deposed));
    store.saveAndRelease(at(200), leader);

    assertFalse(deposed.isValid());
    assertFalse(leader.isValid());
    assertEquals(Optional.of(at(200)), store.load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("P12 pipelines may be saved at the same time")
  final void destinationsAreSavedConcurrently() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Lease>> saved = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Lease lease = nextTerm("concurrent" + i);
        saved.add(threads.submit(saves(lease)));
      }
      for (Future<Lease> future : saved) {
        String pipeline = future.get().pipeline();
        assertEquals(Optional.of(at(149)), store.load(nextTerm(pipeline)), pipeline);
      }
    } finally {
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    }
  }

  @Test
  @DisplayName("P13 damaged content is never loaded, and no later term finds it gone")
  final void damagedContentIsReportedInEveryTerm() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    store.load(lease);
    save(fullCheckpoint(), lease);
    assumeTrue(damage(PIPELINE));

    for (int term = 0; term < 2; term++) {
      Lease next = nextTerm(PIPELINE);
      var failure = assertThrows(UnusableStoreException.class, () -> store.load(next));
      assertFalse(String.valueOf(failure.getMessage()).isBlank());
    }
  }

  private Callable<Lease> saves(Lease lease) {
    return () -> {
      store.load(lease);
      for (int offset = 100; offset < 150; offset++) {
        save(at(offset), lease);
      }
      return lease;
    };
  }

  private void save(Checkpoint checkpoint, Lease lease) throws Exception {
    store.save(checkpoint, lease).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void assertRefused(Checkpoint checkpoint, Lease deposed) {
    var failed = assertThrows(Exception.class, () -> save(checkpoint, deposed));
    assertTrue(isRefusal(failed), failed::toString);
  }

  private static Checkpoint at(long offset) {
    return Checkpoint.of(BinlogPosition.builder("mysql-bin.000007", offset).build());
  }

  private static Checkpoint fullCheckpoint() {
    BinlogPosition position =
        BinlogPosition.builder("weird; name=%/ü.000007", 5_000_000_000L)
            .transactionStartOffset(4_999_999_000L)
            .gtidSet(GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:blue:1-3"))
            .serverUuid("3e11fa47-71ca-11e1-9e33-c80aa9429562")
            .serverId(4_294_967_295L)
            .timestamp(Instant.ofEpochMilli(1_726_308_024_123L))
            .build();
    return Checkpoint.of(position, new byte[] {0, -1, 10, 13});
  }
}
