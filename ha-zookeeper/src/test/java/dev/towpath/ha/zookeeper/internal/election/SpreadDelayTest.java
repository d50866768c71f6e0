package dev.towpath.ha.zookeeper.internal.election;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SpreadDelayTest {
  private static final int KEPT = 4;
  private static final int VACANT = 12;

  /** Longer than a machine's usual stall. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Instances instances = new Instances();
  private LocalZooKeeper server;

  @BeforeEach
  void start() throws Exception {
    server = LocalZooKeeper.start();
  }

  @AfterEach
  void stop() throws Exception {
    instances.close();
    server.close();
  }

  @Test
  void destinationsVacantAtOnceAreSharedSoThatBothLeadAsMany() throws Exception {
    ZooKeeperHa full = open(PAUSE);
    ZooKeeperHa empty = open(PAUSE);
    ZooKeeperHa leaving = open(Duration.ZERO);
    for (int number = 1; number <= KEPT; number++) {
      elected(stand(full, "kept" + number));
    }
    List<CompletableFuture<Lease>> ofFull = new ArrayList<>();
    List<CompletableFuture<Lease>> ofEmpty = new ArrayList<>();
    for (int number = 1; number <= VACANT; number++) {
      elected(stand(leaving, "d" + number));
      ofFull.add(stand(full, "d" + number));
      ofEmpty.add(stand(empty, "d" + number));
    }
    Wait.until("all stand by", () -> standbys(full) == 2 * VACANT);

    leaving.close();

    Wait.until("all are led", () -> won(ofFull) + won(ofEmpty) == VACANT);
    // A perfect balance is 4 and 8; without a wait between two claims it is 0 and 12.
    assertTrue(won(ofFull) >= 2, won(ofFull) + " and " + won(ofEmpty));
    assertTrue(won(ofEmpty) >= 6, won(ofFull) + " and " + won(ofEmpty));
  }

  @Test
  void aPolicyPrefersAnInstance() throws Exception {
    ZooKeeperHa first = openPreferring("d1");
    ZooKeeperHa second = openPreferring("d2");
    ZooKeeperHa leaving = open(Duration.ZERO);
    elected(stand(leaving, "d1"));
    elected(stand(leaving, "d2"));
    CompletableFuture<Lease> firstOfFirst = stand(first, "d1");
    CompletableFuture<Lease> secondOfFirst = stand(first, "d2");
    CompletableFuture<Lease> firstOfSecond = stand(second, "d1");
    CompletableFuture<Lease> secondOfSecond = stand(second, "d2");
    Wait.until("all stand by", () -> standbys(first) == 4);

    leaving.close();

    assertTrue(elected(firstOfFirst).isValid());
    assertTrue(elected(secondOfSecond).isValid());
    assertTrue(won(List.of(secondOfFirst, firstOfSecond)) == 0);
  }

  private ZooKeeperHa openPreferring(String preferred) {
    return instances.open(
        Instances.builder(server.address())
            .claimDelay(
                (destination, leading) ->
                    destination.equals(preferred) ? Duration.ZERO : Duration.ofSeconds(5)));
  }

  private ZooKeeperHa open(Duration pause) {
    return instances.open(
        Instances.builder(server.address()).spread(pause, Duration.ofSeconds(20)));
  }

  private static long won(List<CompletableFuture<Lease>> candidates) {
    return candidates.stream().filter(CompletableFuture::isDone).count();
  }

  private static int standbys(ZooKeeperHa ha) throws Exception {
    return ha.cluster().read().toCompletableFuture().get().destinations().values().stream()
        .filter(destination -> destination.destination().startsWith("d"))
        .mapToInt(destination -> destination.standbys().size())
        .sum();
  }
}
