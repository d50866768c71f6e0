package dev.sluice.ha.zookeeper;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One checkpoint on its way into the cursor node. Confined to the loop. */
final class Write {
  private final byte[] content;
  private final byte @Nullable [] canals;
  private final boolean isLast;
  private final CompletableFuture<Void> done;
  private @Nullable Write superseded;

  /**
   * Prepares a write.
   *
   * @param content what to write; no two writes have the same
   * @param canals what canal's cursor becomes in the same transaction; null to leave it alone
   * @param isLast whether the term ends with it
   * @param done completes when it is stored, or fails
   */
  Write(byte[] content, byte @Nullable [] canals, boolean isLast, CompletableFuture<Void> done) {
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

  /** Takes the place of {@code older}, whose outcome will be this one's. */
  void supersede(Write older) {
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
