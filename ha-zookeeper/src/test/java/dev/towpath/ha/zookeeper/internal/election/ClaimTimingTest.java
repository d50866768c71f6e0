package dev.towpath.ha.zookeeper.internal.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.internal.loop.ManualTicker;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.state.ClaimDelay;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClaimTimingTest {
  private static final Duration JITTER = Duration.ofMillis(20);

  private final ManualTicker ticker = new ManualTicker();
  private int leases;
  private ClaimDelay delay = SpreadDelay.DEFAULT;
  private final ClaimTiming turn =
      new ClaimTiming(
          "d", ticker, (d, leading) -> delay.before(d, leading), () -> leases, new Random(1));

  @Test
  void instanceThatLeadsNothingClaimsAtOnce() {
    assertBetween(Duration.ZERO, turn.beforeClaim());
  }

  @Test
  void aDelayBeyondAllBoundsIsACentury() {
    delay = (destination, leading) -> Duration.ofSeconds(Long.MAX_VALUE);

    assertBetween(WaitTimes.LONGEST, turn.beforeClaim());
  }

  @Test
  void instanceThatLeadsMoreWaitsLongerUpToALimit() {
    leases = 4;
    assertBetween(Duration.ofMillis(100), turn.beforeClaim());

    leases = 1000;
    assertBetween(Duration.ofMillis(500), turn.beforeClaim());
  }

  @Test
  void instanceThatHasClaimedOthersMeanwhileWaitsForTheDifference() {
    leases = 2;
    turn.beforeClaim();
    assertEquals(Duration.ZERO, turn.untilClaim());

    leases = 5;

    assertEquals(Duration.ofMillis(75), turn.untilClaim());
    assertEquals(Duration.ZERO, turn.untilClaim());
  }

  @Test
  void instanceThatHasLostOthersMeanwhileClaims() {
    leases = 2;
    turn.beforeClaim();
    leases = 1;
    assertEquals(Duration.ZERO, turn.untilClaim());

    leases = 2;

    assertEquals(Duration.ZERO, turn.untilClaim());
  }

  @Test
  void nobodyWaitsLongerThanTheLimit() {
    leases = 19;
    turn.beforeClaim();

    leases = 40;

    assertEquals(Duration.ofMillis(25), turn.untilClaim());
    leases = 41;
    assertEquals(Duration.ZERO, turn.untilClaim());
  }

  @Test
  void instanceThatGaveItUpLetsTheOthersGoFirst() {
    turn.stepBack();

    assertBetween(Duration.ofMillis(50), turn.beforeClaim());
    assertFalse(turn.isHandingOver());
  }

  @Test
  void thePauseAfterAnOperatorsWishBeginsWhenItIsGranted() {
    turn.handOver();
    ticker.pass(Duration.ofSeconds(20));
    assertTrue(turn.isHandingOver());

    turn.stepBack();

    assertBetween(Duration.ofSeconds(5), turn.beforeClaim());
    ticker.pass(Duration.ofSeconds(5));
    assertFalse(turn.isHandingOver());
    assertBetween(Duration.ZERO, turn.beforeClaim());
  }

  @Test
  void aWishThatWasGrantedByADeletionCountsToo() {
    turn.handOver();

    assertBetween(Duration.ofSeconds(5), turn.beforeClaim());
  }

  @Test
  void aPolicyThatFailsOrGoesBackDelaysNothing() {
    delay =
        (destination, leading) -> {
          throw new IllegalStateException("no policy");
        };
    assertBetween(Duration.ZERO, turn.beforeClaim());

    delay = (destination, leading) -> Duration.ofMillis(-1);
    assertBetween(Duration.ZERO, turn.beforeClaim());

    delay = (destination, leading) -> Duration.ofMillis(100 - leading);
    leases = 1;
    assertEquals(Duration.ZERO, turn.untilClaim());
  }

  private static void assertBetween(Duration least, Duration actual) {
    assertTrue(
        actual.compareTo(least) >= 0 && actual.compareTo(least.plus(JITTER)) < 0,
        actual + " is not " + least + " and a little");
  }
}
