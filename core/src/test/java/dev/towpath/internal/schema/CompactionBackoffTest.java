package dev.towpath.internal.schema;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.CdcException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CompactionBackoffTest {
  private static final long START = Long.MAX_VALUE - 5;
  private final CdcException cause = new CdcException("disk full");

  private final CompactionBackoff backoff = new CompactionBackoff("p");

  @Test
  void pausesGrowWithEachFailureAndEndWithASuccess() {
    assertTrue(backoff.isDue(START));
    backoff.failed(cause, START);
    assertFalse(backoff.isDue(START + TimeUnit.SECONDS.toNanos(9)));
    assertTrue(backoff.isDue(START + TimeUnit.SECONDS.toNanos(10)));

    backoff.failed(cause, START);
    assertFalse(backoff.isDue(START + TimeUnit.SECONDS.toNanos(19)));
    for (int i = 0; i < 100; i++) {
      backoff.failed(cause, START);
    }
    assertTrue(backoff.isDue(START + TimeUnit.MINUTES.toNanos(10)));

    backoff.succeeded();
    assertTrue(backoff.isDue(START));
  }
}
