package dev.towpath.ha.zookeeper.internal.position;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One pending write of a checkpoint to the cursor node. Confined to the loop. */
final class CursorWrite {
  private final byte[] content;
  private final byte @Nullable [] canals;
  private final boolean isLast;
  private final CompletableFuture<Void> done;
  private @Nullable CursorWrite superseded;

  /**
   * Prepares a write.
   *
   * @param content the content, unique to this write
   * @param canals the content of canal's cursor in the same transaction; null to leave it alone
   * @param isLast whether the term ends with it
   * @param done completes when the checkpoint is stored, or fails
   */
  CursorWrite(
      byte[] content, byte @Nullable [] canals, boolean isLast, CompletableFuture<Void> done) {
    this.content = content;
    this.canals = canals;
    this.isLast = isLast;
    this.done = done;
  }

  byte[] content() {
    return content;
  }

  byte @Nullable [] canals() {
    return canals;
  }

  boolean isLast() {
    return isLast;
  }

  /** Replaces {@code older}, which then shares this write's outcome. */
  void supersede(CursorWrite older) {
    superseded = older;
  }

  void succeed() {
    if (superseded != null) {
      superseded.succeed();
    }
    done.complete(null);
  }

  void fail(Exception why) {
    if (superseded != null) {
      superseded.fail(why);
    }
    done.completeExceptionally(why);
  }
}
