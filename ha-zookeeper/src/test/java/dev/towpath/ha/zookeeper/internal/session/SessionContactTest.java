package dev.towpath.ha.zookeeper.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionContactTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(6);
  private static final Duration SIXTH = Duration.ofSeconds(1);

  private final ManualTicker ticker = new ManualTicker();
  private final SessionContact contact = new SessionContact(ticker.now());

  @Test
  void aWriteAfterSteadyContactProvesItself() {
    steadyFor(Duration.ofSeconds(5));

    ClockReading sent = answered();

    assertEquals(sent, contact.proven(sent, TIMEOUT));
  }

  /**
   * After a suspension of the process the leader may still believe that the client was silent
   * before.
   */
  @Test
  void aWriteThatBreaksASilenceProvesLittleMoreThanWhatCameBeforeIt() {
    steadyFor(Duration.ofSeconds(5));
    ClockReading last = ticker.now();
    ticker.pass(Duration.ofMillis(5_900));

    ClockReading sent = answered();

    assertEquals(last.plus(SIXTH), contact.proven(sent, TIMEOUT));
  }

  @Test
  void afterASixthOfTheTimeoutTheSilenceIsForgotten() {
    steadyFor(Duration.ofSeconds(5));
    ticker.pass(Duration.ofMillis(5_900));
    answered();
    ticker.pass(Duration.ofMillis(999));
    ClockReading early = answered();
    ticker.pass(Duration.ofMillis(1));
    ClockReading late = answered();

    assertTrue(millisBetween(contact.proven(early, TIMEOUT), early) > TIMEOUT.toMillis() * 2 / 3);
    assertEquals(late, contact.proven(late, TIMEOUT));
  }

  @Test
  void theLeaderItselfBeginsASession() {
    ClockReading opened = ticker.now();
    ticker.pass(Duration.ofMillis(100));
    contact.renewed(opened, true);

    ClockReading sent = answered();

    assertEquals(sent, contact.proven(sent, TIMEOUT));
  }

  @Test
  void answerToAnEarlierSessionProvesNothing() {
    ClockReading opened = ticker.now();
    ticker.pass(Duration.ofSeconds(3));
    steadyFor(Duration.ofSeconds(2));
    contact.renewed(opened, true);

    ClockReading sent = answered();

    assertEquals(opened.plus(SIXTH), contact.proven(sent, TIMEOUT));
  }

  private void steadyFor(Duration time) {
    for (long millis = 0; millis < time.toMillis(); millis += 250) {
      ticker.pass(Duration.ofMillis(250));
      answered();
    }
  }

  private ClockReading answered() {
    contact.answered(ticker.now(), TIMEOUT);
    return ticker.now();
  }

  private static long millisBetween(ClockReading from, ClockReading to) {
    return to.nanosSince(from) / 1_000_000;
  }
}
