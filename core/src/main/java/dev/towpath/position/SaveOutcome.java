package dev.towpath.position;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The outcome of a save, awaited within a time limit. */
final class SaveOutcome {
  private static final long LIMIT_SECONDS = 10;

  private SaveOutcome() {}

  static void await(CompletionStage<Void> save) throws IOException {
    try {
      save.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the position was not saved: " + e.getCause(), e.getCause());
    } catch (CancellationException e) {
      throw new IOException("the position was not saved: the store cancelled the save", e);
    } catch (TimeoutException e) {
      throw new IOException("the position was not saved within " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the position was saved", e);
    }
  }
}
