package dev.towpath.ha.zookeeper.internal.loop;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Wrappers for steps whose failure must reach a waiting future. */
public final class Guarded {
  private Guarded() {}

  /** Returns {@code step}, which also fails {@code result} when it throws. */
  public static Runnable by(CompletableFuture<?> result, Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
        throw e;
      }
    };
  }

  /** Returns {@code step}, which also fails {@code result} when it throws. */
  public static <T> Consumer<T> by(CompletableFuture<?> result, Consumer<T> step) {
    return value -> by(result, () -> step.accept(value)).run();
  }
}
