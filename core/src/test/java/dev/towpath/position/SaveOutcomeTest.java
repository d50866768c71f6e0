package dev.towpath.position;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SaveOutcomeTest {

  @Test
  void completedSaveReturns() {
    assertDoesNotThrow(() -> SaveOutcome.await(CompletableFuture.completedFuture(null)));
  }

  @Test
  void failedSaveNamesItsCause() {
    var cause = new IOException("disk full");

    var failed =
        assertThrows(
            IOException.class, () -> SaveOutcome.await(CompletableFuture.failedFuture(cause)));

    assertSame(cause, failed.getCause());
    assertTrue(String.valueOf(failed.getMessage()).contains("disk full"), failed::toString);
  }

  @Test
  void cancelledSaveIsAFailureLikeOthers() {
    var cancelled = new CompletableFuture<Void>();
    cancelled.cancel(false);

    var failed = assertThrows(IOException.class, () -> SaveOutcome.await(cancelled));

    assertTrue(String.valueOf(failed.getMessage()).contains("cancelled"), failed::toString);
  }

  @Test
  void interruptEndsTheWaitAndIsKept() {
    Thread.currentThread().interrupt();

    assertThrows(IOException.class, () -> SaveOutcome.await(new CompletableFuture<>()));

    assertTrue(Thread.interrupted());
  }
}
