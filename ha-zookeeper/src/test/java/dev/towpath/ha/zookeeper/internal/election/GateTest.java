package dev.towpath.ha.zookeeper.internal.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.ManualTicker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int TIMEOUT = 6_000;

  private final ManualTicker ticker = new ManualTicker();

  @Test
  void itIsOpenForTwoThirdsOfTheTimeoutAfterTheProofWasSent() {
    Gate gate = gate();

    ticker.pass(Duration.ofMillis(3_999));
    assertTrue(gate.isOpen());

    ticker.pass(Duration.ofMillis(1));
    assertFalse(gate.isOpen());
    assertEquals(0, gate.shutForNanos());
  }

  @Test
  void aProofCountsFromWhenItWasSentNotFromWhenItCame() {
    Gate gate = gate();
    ticker.pass(Duration.ofSeconds(1));
    ClockReading sent = ticker.now();
    ticker.pass(Duration.ofSeconds(2));

    gate.proven(sent, TIMEOUT);

    ticker.pass(Duration.ofMillis(1_999));
    assertTrue(gate.isOpen());
    ticker.pass(Duration.ofMillis(1));
    assertFalse(gate.isOpen());
  }

  /** Otherwise a lease won after a silence would count as unconfirmed. */
  @Test
  void aProofThatReachesFarBackLeavesItShutButNotForgotten() {
    ClockReading longAgo = ticker.now();
    ticker.pass(Duration.ofSeconds(60));
    var gate = new Gate("the lease", ticker, longAgo, TIMEOUT);
    assertFalse(gate.isOpen());
    assertEquals(0, gate.shutForNanos());

    ticker.pass(Duration.ofSeconds(1));
    gate.proven(longAgo, TIMEOUT);
    assertEquals(0, gate.shutForNanos());
    gate.proven(ticker.now(), TIMEOUT);

    assertTrue(gate.isOpen());
  }

  @Test
  void anOlderProofDoesNotShortenIt() {
    Gate gate = gate();
    ClockReading first = ticker.now();
    ticker.pass(Duration.ofSeconds(3));
    gate.proven(ticker.now(), TIMEOUT);

    gate.proven(first, TIMEOUT);

    ticker.pass(Duration.ofSeconds(3));
    assertTrue(gate.isOpen());
  }

  @Test
  void aProofOpensItAgain() throws InterruptedException {
    Gate gate = gate();
    ticker.pass(Duration.ofSeconds(5));
    var passed = new CountDownLatch(1);
    var waiting = new Thread(() -> passIfOpen(gate, passed));
    waiting.start();

    gate.proven(ticker.now(), TIMEOUT);

    passed.await();
    waiting.join();
    assertTrue(gate.isOpen());
  }

  @Test
  void closingIsFinalAndSaysWhy() {
    Gate gate = gate();

    gate.close("deposed");
    gate.proven(ticker.now(), TIMEOUT);

    assertFalse(gate.isOpen());
    var lost = assertThrows(LeaseLostException.class, gate::await);
    assertEquals("the lease of d is lost: deposed", lost.getMessage());
  }

  @Test
  void closingWakesWhoWaits() throws InterruptedException {
    Gate gate = gate();
    gate.distrust();
    var thrown = new AtomicReference<RuntimeException>();
    var waiting =
        new Thread(
            () -> {
              try {
                gate.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (LeaseLostException e) {
                thrown.set(e);
              }
            });
    waiting.start();

    gate.close("deposed");

    waiting.join();
    assertInstanceOf(LeaseLostException.class, thrown.get());
  }

  @Test
  void distrustShutsItUntilTheNextProof() {
    Gate gate = gate();
    ticker.pass(Duration.ofMillis(10));

    gate.distrust();
    assertFalse(gate.isOpen());

    ticker.pass(Duration.ofMillis(10));
    gate.proven(ticker.now(), TIMEOUT);
    assertTrue(gate.isOpen());
  }

  @Test
  void aSuspendedMachineShutsItThoughItsMonotonicClockStoodStill() {
    Gate gate = gate();

    ticker.passOnTheWallOnly(Duration.ofMillis(1_001));

    assertFalse(gate.isOpen());
  }

  @Test
  void aWallClockSetBackDoesNotMatter() {
    Gate gate = gate();

    ticker.passOnTheWallOnly(Duration.ofHours(-1));

    assertTrue(gate.isOpen());
  }

  private Gate gate() {
    return new Gate("the lease of d", ticker, ticker.now(), TIMEOUT);
  }

  private static void passIfOpen(Gate gate, CountDownLatch passed) {
    try {
      gate.await();
      passed.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
