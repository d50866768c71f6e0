package dev.towpath.ha.zookeeper.internal.election;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.embedded.EmbeddedZooKeeper;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.instances.Instances;
import dev.towpath.ha.zookeeper.instances.RecordedCandidacy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of the reports to a pipeline when the server's process is killed or frozen. */
final class CoordinationTroubleIT {
  private final Instances instances = new Instances();
  private final EmbeddedZooKeeper server = EmbeddedZooKeeper.builder().start();
  private final RecordedCandidacy candidacy = new RecordedCandidacy("d");

  @AfterEach
  void close() {
    instances.close();
    server.close();
  }

  @Test
  void aLeaderHearsThatTheServerWasKilledAndIsBack() throws Exception {
    ZooKeeperHa ha = open();
    Lease lease = elected(candidacy.stand(ha.coordinator()));
    candidacy.awaitRecovery();

    server.kill();
    candidacy.awaitTrouble(server.connectString(), "cannot be reached");
    server.start();

    candidacy.awaitRecovery();
    // It may be in doubt until a heartbeat is answered, but it must not be lost.
    lease.await();
    assertTrue(lease.isValid());
  }

  @Test
  void aStandbyHearsThatTheServerWasKilledAndIsBack() throws Exception {
    elected(stand(open(), "d"));
    CompletableFuture<Lease> standby = candidacy.stand(open().coordinator());
    candidacy.awaitRecovery();

    server.kill();
    candidacy.awaitTrouble(server.connectString(), "cannot be reached");
    server.start();

    candidacy.awaitRecovery();
    assertFalse(standby.isDone());
  }

  @Test
  void aStandbyHearsThatTheServerIsFrozen() throws Exception {
    elected(stand(open(), "d"));
    candidacy.apply(open().coordinator());
    candidacy.awaitRecovery();

    server.pause();
    candidacy.awaitTrouble(server.connectString(), "has not answered");
    server.resume();

    candidacy.awaitRecovery();
  }

  private ZooKeeperHa open() {
    return instances.open(
        Instances.builder(server.connectString()).sessionTimeout(Duration.ofSeconds(40)));
  }
}
