package dev.towpath.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import dev.towpath.schema.SchemaStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of every {@link SchemaStore}, rules H1 to H10. A subclass opens the store and, when
 * leases come from the same system, begins terms.
 */
@Timeout(300)
public abstract class SchemaStoreContract {
  private static final String PIPELINE = "orders";

  private SchemaStore store;
  private long epoch = 1000;

  /** Called by subclasses. */
  @SuppressWarnings("NullAway.Init") // Set before each test.
  protected SchemaStoreContract() {}

  /**
   * Opens the store under test. Called again within a test, after the one before was closed if it
   * is {@link AutoCloseable}: a store that keeps its content beyond the process then opens it
   * again, as after a restart; any other returns the same instance.
   */
  protected abstract SchemaStore open() throws Exception;

  /**
   * Ends the term of {@code pipeline}, if there is one, and begins the next: a lease with a greater
   * epoch. Default: a {@link TestLease}.
   */
  protected Lease nextTerm(String pipeline) throws Exception {
    return new TestLease(pipeline, ++epoch);
  }

  /**
   * Damages what is stored for {@code pipeline}, so that it cannot be read any more, and returns
   * true. Returns false when that is impossible; then H10 does not apply. Default: false.
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
  @DisplayName("H1 nothing is loaded before the first append")
  final void nothingIsLoadedBeforeTheFirstAppend() throws Exception {
    assertEquals(List.of(), load(nextTerm(PIPELINE)));
    assertEquals(List.of(), load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("H2 the next term loads what was appended, in order")
  final void nextTermLoadsWhatWasAppended() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    load(lease);
    List<String> appended = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      append("entry " + i, lease);
      appended.add("entry " + i);
    }

    assertEquals(appended, load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("H3 entries are there after the store is opened again, and go on")
  final void entriesSurviveReopening() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    load(lease);
    append("one", lease);

    closeStore();
    openStore();
    Lease next = nextTerm(PIPELINE);
    assertEquals(List.of("one"), load(next));
    append("two", next);

    assertEquals(List.of("one", "two"), load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("H4 replace leaves what it is given, and appends go on from there")
  final void replaceLeavesWhatItIsGiven() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    load(lease);
    append("one", lease);
    append("two", lease);

    store.replace(List.of(bytes("three"), bytes("four")), lease);
    append("five", lease);

    Lease next = nextTerm(PIPELINE);
    assertEquals(List.of("three", "four", "five"), load(next));
    store.replace(List.of(), next);
    assertEquals(List.of(), load(nextTerm(PIPELINE)));
  }

  @ParameterizedTest(name = "{0} bytes")
  @DisplayName("H5 entries of any size come back byte for byte")
  @ValueSource(ints = {0, 1, 4096, 700_000, 3_000_000})
  final void entriesComeBack(int length) throws Exception {
    // Random bytes do not become smaller, however they are stored.
    byte[] entry = new byte[length];
    new Random(length).nextBytes(entry);
    Lease lease = nextTerm(PIPELINE);
    load(lease);

    append("before", lease);
    store.append(entry, lease);
    append("after", lease);

    List<byte[]> loaded = store.load(nextTerm(PIPELINE));
    assertEquals(3, loaded.size());
    assertArrayEquals(entry, loaded.get(1));
    assertEquals("after", text(loaded.get(2)));
  }

  @Test
  @DisplayName("H6 pipelines do not see each other")
  final void destinationsAreSeparate() throws Exception {
    for (String name : List.of("orders", "orders2", "a.b", "a_b", "bücher")) {
      Lease lease = nextTerm(name);
      assertEquals(List.of(), load(lease), name);
      append(name, lease);
    }

    assertEquals(List.of("a.b"), load(nextTerm("a.b")));
    assertEquals(List.of("orders"), load(nextTerm("orders")));
  }

  @Test
  @DisplayName("H7 a deposed lease can neither append nor replace once a later term has loaded")
  final void deposedLeaseIsRefused() throws Exception {
    Lease deposed = nextTerm(PIPELINE);
    load(deposed);
    append("one", deposed);
    Lease leader = nextTerm(PIPELINE);
    load(leader);

    assertRefused(() -> append("two", deposed));
    append("three", leader);
    assertRefused(() -> store.replace(List.of(), deposed));

    assertEquals(List.of("one", "three"), load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("H8 the fence is there after the store is opened again")
  final void fenceSurvivesReopening() throws Exception {
    Lease deposed = nextTerm(PIPELINE);
    load(deposed);
    load(nextTerm(PIPELINE));

    closeStore();
    openStore();

    assertRefused(() -> append("late", deposed));
    assertEquals(List.of(), load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("H9 entries handed in and out are not shared with the caller")
  final void entriesAreNotShared() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    load(lease);
    byte[] entry = bytes("abc");
    store.append(entry, lease);
    entry[0] = 'x';

    Lease next = nextTerm(PIPELINE);
    List<byte[]> loaded = store.load(next);
    loaded.get(0)[0] = 'y';

    assertEquals(List.of("abc"), load(nextTerm(PIPELINE)));
  }

  @Test
  @DisplayName("H10 damaged entries are never loaded, and no later term finds them gone")
  final void damagedEntriesAreReportedInEveryTerm() throws Exception {
    Lease lease = nextTerm(PIPELINE);
    load(lease);
    append("one", lease);
    append("two", lease);
    assumeTrue(damage(PIPELINE));

    for (int term = 0; term < 2; term++) {
      Lease next = nextTerm(PIPELINE);
      var failure = assertThrows(UnusableStoreException.class, () -> store.load(next));
      assertFalse(String.valueOf(failure.getMessage()).isBlank());
    }
  }

  /**
   * Checks that the fence refuses a call; a subclass whose leases end by themselves may allow more
   * exceptions.
   */
  protected void assertRefused(Call call) {
    assertThrows(StaleEpochException.class, call::run);
  }

  /** A call of the store. */
  protected interface Call {
    /** Calls it. */
    void run() throws Exception;
  }

  private List<String> load(Lease lease) throws Exception {
    return store.load(lease).stream().map(SchemaStoreContract::text).toList();
  }

  private void append(String entry, Lease lease) throws Exception {
    store.append(bytes(entry), lease);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] entry) {
    return new String(entry, StandardCharsets.UTF_8);
  }
}
