package dev.towpath.ha.zookeeper.internal.session;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.servers.FaultyNetwork;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import dev.towpath.position.Checkpoint;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of a network in which requests arrive and answers do not. Each new connection tells the
 * servers that the session lives. With several addresses the client library connects often enough
 * to keep the session alive indefinitely.
 */
class LostAnswersTest {
  private static final String RUNNING = "/otter/canal/destinations/d/running";
  private final Instances instances = new Instances();
  private final List<FaultyNetwork> ways = new ArrayList<>();
  private LocalZooKeeper server;
  private ZooKeeper admin;

  @BeforeEach
  void start() throws Exception {
    server = LocalZooKeeper.start();
    admin = server.client();
    for (int way = 0; way < 4; way++) {
      ways.add(new FaultyNetwork(server.port()));
    }
  }

  @AfterEach
  void stop() throws Exception {
    instances.close();
    for (FaultyNetwork way : ways) {
      way.close();
    }
    admin.close();
    server.close();
  }

  @Test
  void leaderWithoutAnswersLetsAnotherTakeOver() throws Exception {
    ZooKeeperHa deaf = deaf(Duration.ofSeconds(3));
    ZooKeeperHa standby = instances.open(server.address());
    Lease lease = elected(stand(deaf, "d"));
    deaf.positionStore()
        .save(checkpoint(), lease)
        .toCompletableFuture()
        .get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    CompletableFuture<Lease> next = stand(standby, "d");

    long start = System.nanoTime();
    loseAnswers();
    Lease taken = next.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    boolean wasStillValid = lease.isValid();

    assertFalse(wasStillValid);
    assertTrue(millis >= 5_500, "the session ended by itself, after " + millis + " ms");
    assertEquals(Optional.of(checkpoint()), standby.positionStore().load(taken));
    assertTrue(deaf.health().why().contains("left to expire"), deaf.health().why());
    CompletableFuture<Lease> again = stand(deaf, "d");
    ways.forEach(FaultyNetwork::heal);
    Wait.until("it is answered again", () -> deaf.health().state() == ConnectionHealth.State.UP);
    taken.close();
    assertTrue(elected(again).epoch() > taken.epoch());
  }

  @Test
  void aSessionThatWasLeftAloneIsTakenBackIfItIsStillThere() throws Exception {
    // Left alone, it lasts that long; it must be back before.
    ZooKeeperHa ha = deaf(Duration.ofSeconds(10));
    Lease lease = elected(stand(ha, "d"));
    long created = admin.exists(RUNNING, false).getCzxid();
    CompletableFuture<Lease> candidate = stand(ha, "d");

    loseAnswers();
    Wait.until("it is left alone", () -> ha.health().why().contains("left to expire"));
    ways.forEach(FaultyNetwork::heal);

    Lease next = elected(candidate);
    assertThrows(LeaseLostException.class, lease::await);
    assertEquals(created, admin.exists(RUNNING, false).getCzxid());
    assertTrue(next.epoch() > lease.epoch());
    Wait.until("nothing is left to say", () -> ha.health().why().isEmpty());
  }

  private ZooKeeperHa deaf(Duration sessionTimeout) throws IOException {
    String servers = ways.stream().map(FaultyNetwork::address).collect(Collectors.joining(","));
    return instances.open(Instances.builder(servers).sessionTimeout(sessionTimeout));
  }

  private void loseAnswers() {
    ways.forEach(way -> way.set(FaultyNetwork.Mode.DROP_REPLIES));
  }

  private static Checkpoint checkpoint() {
    return Checkpoint.of(BinlogPosition.builder("mysql-bin.000007", 100).build());
  }
}
