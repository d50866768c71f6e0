package dev.towpath.ha.zookeeper.canal;

import static dev.towpath.ha.zookeeper.canal.CanalPair.DESTINATION;
import static dev.towpath.ha.zookeeper.canal.CanalPair.awaitLeader;
import static dev.towpath.ha.zookeeper.canal.CanalPair.awaitOf;
import static dev.towpath.ha.zookeeper.canal.CanalPair.insert;
import static dev.towpath.ha.zookeeper.canal.CanalPair.insertUntilSeen;
import static dev.towpath.ha.zookeeper.canal.CanalPair.numbers;
import static dev.towpath.ha.zookeeper.canal.CanalPair.standbys;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.canal.CanalServer.Version;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.waiting.Wait;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of takeovers between an instance of ours and real canal servers, of the oldest and the
 * newest version in the registry. No row may be lost, regardless of canal's cursor and of how
 * either side ends. Each takeover prints a line of a table. {@code -Dtowpath.canal.takeovers=all}
 * runs all combinations, in half an hour.
 */
@EnabledIfSystemProperty(named = CanalServer.JARS, matches = ".+")
final class CanalTakeoversIT {
  private static final String FIRST = "127.0.0.1:11111";
  private static final String SECOND = "127.0.0.1:11112";

  /** Shorter than the 90 s that canal requests. */
  private static final int SESSION_MILLIS = 6_000;

  private static final int ROWS = 20;

  private static @Nullable EmbeddedMySql mysql;

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** The ways to end a process. */
  enum Ending {
    STOP,
    KILL
  }

  /** The places of canal's cursor. */
  enum Store {
    ZOOKEEPER,
    META_DAT
  }

  /**
   * One round from canal to us and back.
   *
   * @param filter {@code canal.instance.filter.transaction.entry}
   * @param gtid {@code canal.instance.gtidon}
   * @param cursor the event to set the cursor to while the destination is vacant; null to leave it
   * @param canals how canal ends
   * @param ours how our instance ends
   */
  record Round(
      Version version,
      boolean filter,
      boolean gtid,
      Store store,
      CanalCursorEdit.@Nullable Event cursor,
      Ending canals,
      Ending ours) {}

  static Stream<Round> rounds() {
    return "all".equals(System.getProperty("towpath.canal.takeovers"))
        ? all()
        : Stream.concat(some(Version.V1_1_4), some(Version.V1_1_7));
  }

  /** Returns rounds that pair each value of each setting with each value of every other. */
  private static Stream<Round> some(Version version) {
    return Stream.of(
        round(version, true, false, Store.ZOOKEEPER, Ending.STOP, Ending.KILL),
        round(version, true, true, Store.ZOOKEEPER, Ending.KILL, Ending.STOP),
        round(version, false, true, Store.META_DAT, Ending.KILL, Ending.STOP),
        round(version, false, false, Store.ZOOKEEPER, Ending.KILL, Ending.KILL),
        edited(version, false, Store.ZOOKEEPER, CanalCursorEdit.Event.ROWS),
        edited(version, true, Store.META_DAT, CanalCursorEdit.Event.TABLE));
  }

  private static Stream<Round> all() {
    var all = new ArrayList<Round>();
    for (Version version : Version.values()) {
      for (Store store : Store.values()) {
        for (boolean filter : new boolean[] {false, true}) {
          for (boolean gtid : new boolean[] {false, true}) {
            for (Ending canals : Ending.values()) {
              all.add(round(version, filter, gtid, store, canals, Ending.STOP));
              all.add(round(version, filter, gtid, store, canals, Ending.KILL));
            }
          }
          for (CanalCursorEdit.Event event : CanalCursorEdit.Event.values()) {
            all.add(edited(version, filter, store, event));
          }
        }
      }
    }
    return all.stream();
  }

  private static Round round(
      Version version, boolean filter, boolean gtid, Store store, Ending canals, Ending ours) {
    return new Round(version, filter, gtid, store, null, canals, ours);
  }

  /** Returns a round with an edited cursor; not with GTIDs, for which canal ignores the offset. */
  private static Round edited(
      Version version, boolean filter, Store store, CanalCursorEdit.Event event) {
    return new Round(version, filter, false, store, event, Ending.STOP, Ending.STOP);
  }

  @BeforeAll
  static void startMySql() {
    mysql = EmbeddedMySql.builder().gtid(true).start();
    CanalPair.prepare(mysql);
    System.out.println(
        "| canal | `filter.transaction.entry` | `gtidon` | cursor | from | ends by | to | seconds"
            + " | rows lost | repeated |");
  }

  @AfterAll
  static void stopMySql() {
    if (mysql != null) {
      mysql.close();
    }
  }

  @AfterEach
  void closeOpened() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(0, closeable);
    return closeable;
  }

  private static EmbeddedMySql mysql() {
    if (mysql == null) {
      throw new IllegalStateException("MySQL is not started");
    }
    return mysql;
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void noRowIsLostFromCanalToUsAndBack(Round round, @TempDir Path directory) throws Exception {
    mysql().execute("TRUNCATE TABLE shop.orders");
    LocalZooKeeper zooKeeper = open(LocalZooKeeper.start(SESSION_MILLIS));
    ZooKeeperHa observer = open(CanalPair.ha(zooKeeper.address(), mysql()));
    String meta = round.store == Store.META_DAT ? directory.resolve("meta").toString() : "";
    var launch =
        new CanalServer.Launch(
            round.version,
            zooKeeper.address(),
            DESTINATION,
            mysql().port(),
            round.gtid,
            round.filter,
            meta);
    CanalServer canal = open(CanalServer.start(launch, FIRST, directory));
    awaitLeader(observer, FIRST, canal);
    insertUntilSeen(mysql(), canal);
    if (round.filter && round.gtid) {
      // Canal 1.1.4 acknowledges nothing else then: its first cursor points at a statement.
      mysql().execute("CREATE TABLE IF NOT EXISTS shop.marks (id INT)", "DROP TABLE shop.marks");
    }
    insert(mysql(), 1, ROWS);
    awaitOf(canal, "canal's rows", () -> canal.rows().contains((long) ROWS));
    var cursor = new CanalCursorEdit(zooKeeper, meta, mysql());
    awaitOf(canal, "canal's cursor", cursor::exists);

    TowpathProcess ours = fromCanal(round, zooKeeper, meta, directory, observer, canal, cursor);
    toCanal(round, launch, directory, observer, canal, ours);
  }

  private TowpathProcess fromCanal(
      Round round,
      LocalZooKeeper zooKeeper,
      String meta,
      Path directory,
      ZooKeeperHa observer,
      CanalServer canal,
      CanalCursorEdit cursor)
      throws Exception {
    boolean isEdited = round.cursor != null;
    Opening opening =
        () -> TowpathProcess.start(zooKeeper.address(), mysql().port(), meta, directory);
    TowpathProcess standby = isEdited ? null : open(opening.open());
    if (standby != null) {
      awaitOf(canal, "we stand by", () -> !others(observer, FIRST).isEmpty());
    }
    long start = System.nanoTime();
    end(round.canals, canal::stop, canal::kill);
    // Before our instance has caught up and writes the cursor.
    String kind = isEdited ? "" : cursor.kind();
    insert(mysql(), ROWS + 1, 2 * ROWS);
    kind = round.cursor == null ? kind : cursor.set(round.cursor);
    start = isEdited ? System.nanoTime() : start;
    TowpathProcess successor = standby == null ? open(opening.open()) : standby;
    awaitRow(successor, 2 * ROWS);
    row(round, kind, "canal", round.canals, "ours", start, canal.rows(), successor.rows());
    assertEquals(Set.of(), missing(2 * ROWS, canal.rows(), successor.rows()));
    return successor;
  }

  private void toCanal(
      Round round,
      CanalServer.Launch launch,
      Path directory,
      ZooKeeperHa observer,
      CanalServer canal,
      TowpathProcess ours)
      throws Exception {
    awaitOf(canal, "canal's session ends", () -> !standbys(observer).contains(FIRST));
    assertClientsAreTurnedAway(round.version, launch.zooKeeper());
    CanalServer next = open(CanalServer.start(launch, SECOND, directory));
    awaitOf(next, "canal stands by", () -> standbys(observer).contains(SECOND));
    insert(mysql(), 2 * ROWS + 1, 3 * ROWS);
    awaitRow(ours, 3 * ROWS);
    long start = System.nanoTime();
    end(round.ours, ours::stop, ours::kill);
    insert(mysql(), 3 * ROWS + 1, 4 * ROWS);
    awaitOf(next, "canal's rows", () -> next.rows().contains(4L * ROWS));
    var before = new ArrayList<>(canal.rows());
    before.addAll(ours.rows());
    row(round, "ours", "ours", round.ours, "canal", start, before, next.rows());
    assertEquals(Set.of(), missing(4 * ROWS, before, next.rows()));
    if (round.store == Store.ZOOKEEPER && round.ours == Ending.STOP) {
      assertEquals(numbers(3 * ROWS + 1, 4 * ROWS), next.rows(), "canal repeats nothing");
    }
  }

  /** Asserts that canal's clients are refused, because our instance does not serve them. */
  private static void assertClientsAreTurnedAway(Version version, String zooKeeper)
      throws Exception {
    assertEquals(
        "answer: no alive canal server for " + DESTINATION,
        CanalServer.clientsChoice(version, zooKeeper, DESTINATION));
  }

  private static void awaitRow(TowpathProcess ours, long row) throws Exception {
    try {
      Wait.until("our row " + row, () -> ours.rows().contains(row));
    } catch (AssertionError e) {
      throw new AssertionError(ours.rows() + "\n" + ours.log(), e);
    }
  }

  private static List<String> others(ZooKeeperHa observer, String leader) throws Exception {
    return standbys(observer).stream().filter(address -> !address.equals(leader)).toList();
  }

  private static void end(Ending ending, Action stop, Action kill) throws Exception {
    (ending == Ending.STOP ? stop : kill).run();
  }

  private interface Opening {
    TowpathProcess open() throws Exception;
  }

  private interface Action {
    void run() throws Exception;
  }

  private static Set<Long> missing(long last, Collection<Long> one, Collection<Long> other) {
    var missing = new TreeSet<>(numbers(1, last));
    missing.removeAll(new HashSet<>(one));
    missing.removeAll(new HashSet<>(other));
    return missing;
  }

  private static void row(
      Round round,
      String cursor,
      String from,
      Ending ending,
      String to,
      long start,
      List<Long> before,
      List<Long> after) {
    long last = after.get(after.size() - 1);
    var repeated = new ArrayList<>(after);
    repeated.retainAll(new HashSet<>(before));
    System.out.printf(
        "| %s | %s | %s | %s, %s | %s | %s | %s | %.1f | %d | %d |%n",
        round.version,
        round.filter,
        round.gtid,
        round.store == Store.ZOOKEEPER ? "ZooKeeper" : "`meta.dat`",
        cursor,
        from,
        ending == Ending.STOP ? "stop" : "`kill -9`",
        to,
        (System.nanoTime() - start) / 1e9,
        missing(last, before, after).size(),
        repeated.size());
    assertFalse(after.isEmpty());
  }
}
