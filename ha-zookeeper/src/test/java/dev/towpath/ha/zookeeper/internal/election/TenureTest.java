package dev.towpath.ha.zookeeper.internal.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.internal.election.Tenure.Phase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TenureTest {
  private final UnconnectedLeases leases = new UnconnectedLeases();
  private final ZooKeeperLease first = leases.next();
  private final ZooKeeperLease second = leases.next();
  private final Tenure tenure = new Tenure();

  @AfterEach
  void close() {
    leases.close();
  }

  @Test
  void aRevokedLeaseDrainsUntilItsHolderSaysSo() {
    tenure.won(first);
    tenure.revoked(first);

    assertEquals(Phase.DRAINING, tenure.phase());
    assertNull(tenure.lease(Phase.LEADING));
    assertFalse(tenure.end(Phase.DRAINING, second));
    assertTrue(tenure.end(Phase.DRAINING, first));
    assertEquals(Phase.NONE, tenure.phase());
    assertNull(tenure.lease());
  }

  @Test
  void anotherCandidateMayWinWhileALeaseDrains() {
    tenure.won(first);
    tenure.revoked(first);

    tenure.won(second);
    tenure.revoked(first);

    assertSame(second, tenure.lease(Phase.LEADING));
    assertFalse(tenure.end(Phase.DRAINING, first));
  }

  @Test
  void theLastCheckpointOfARevokedLeaseIsReleasedUnlessAnotherLeads() {
    tenure.won(first);
    tenure.revoked(first);
    assertTrue(tenure.releasing(first));
    assertTrue(tenure.releasing(first));
    assertTrue(tenure.end(Phase.RELEASING, first));

    tenure.won(second);

    assertFalse(tenure.releasing(first));
    assertSame(second, tenure.lease(Phase.LEADING));
  }

  @Test
  void candidateThatStandsAgainHasStopped() {
    tenure.won(first);
    tenure.standsAgain();
    assertSame(first, tenure.lease(Phase.LEADING));
    tenure.revoked(first);

    tenure.standsAgain();

    assertEquals(Phase.NONE, tenure.phase());
  }

  @Test
  void aLeaseIsNotWonWhileAnotherLeads() {
    tenure.won(first);

    assertThrows(IllegalStateException.class, () -> tenure.won(second));
    assertSame(first, tenure.lease(Phase.LEADING));
  }
}
