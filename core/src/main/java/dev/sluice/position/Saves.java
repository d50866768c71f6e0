package dev.sluice.position;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a save. */
final class Saves {
  private static final long LIMIT_SECONDS = 10;

  private Saves() {}

  static void await(CompletionStage<Void> save) throws IOException {
    try {
      save.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the position was not saved: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the position was not saved within " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the position was saved", e);
    }
  }
}
