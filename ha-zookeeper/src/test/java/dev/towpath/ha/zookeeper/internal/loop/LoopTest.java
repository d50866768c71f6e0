package dev.towpath.ha.zookeeper.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Throwable> death = new CompletableFuture<>();
  private Consumer<Throwable> onFailure = failures::add;
  private final Loop loop =
      new Loop(
          "loop-test",
          new Loop.Guardian() {
            @Override
            public void failed(Throwable failure) {
              onFailure.accept(failure);
            }

            @Override
            public void died(Throwable failure) {
              death.complete(failure);
            }
          });

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void anErrorIsToldAndTheNextTaskRuns() throws Exception {
    var error = new LinkageError("injected");
    var next = new CompletableFuture<Void>();

    loop.execute(
        () -> {
          throw error;
        });
    loop.execute(() -> next.complete(null));

    next.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(List.of(error), failures);
    assertFalse(death.isDone());
  }

  @Test
  void aRepeatedTaskGoesOnAfterAnError() throws Exception {
    var runs = new AtomicInteger();

    loop.every(
        Duration.ofMillis(1),
        () -> {
          if (runs.incrementAndGet() == 1) {
            throw new StackOverflowError("injected");
          }
        });

    Wait.until("further runs", () -> runs.get() > 3);
    assertEquals(1, failures.size());
  }

  @Test
  void aFailureThatCannotBeMadeSafeEndsTheLoop() throws Exception {
    var error = new LinkageError("injected");
    onFailure =
        failure -> {
          throw new IllegalStateException("not safe");
        };

    loop.execute(
        () -> {
          throw error;
        });

    assertSame(error, death.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
    assertEquals(1, error.getSuppressed().length);
    assertFalse(loop.execute(() -> {}));
  }

  @Test
  void callerWaitingForAnEndedLoopIsTold() {
    var never = new CompletableFuture<Void>();
    loop.execute(() -> loop.die(new LinkageError("injected")));

    assertThrows(
        IllegalStateException.class,
        () -> loop.await(never, () -> true, () -> new IllegalStateException("ended")));
  }

  @Test
  void callerWaitingForAnImpossibleResultIsTold() {
    var never = new CompletableFuture<Void>();

    assertThrows(
        IllegalStateException.class,
        () -> loop.await(never, () -> false, () -> new IllegalStateException("lost")));
  }

  @Test
  void aDelayBeyondAllBoundsIsACentury() throws Exception {
    var ran = new CompletableFuture<Void>();

    Loop.Timer timer = loop.after(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.complete(null));
    loop.after(Duration.ofMillis(1), timer::cancel);

    var later = new CompletableFuture<Void>();
    loop.after(Duration.ofMillis(2), () -> later.complete(null));
    later.get(Wait.LIMIT_SECONDS, TimeUnit.SECONDS);
    assertFalse(ran.isDone());
    assertTrue(failures.isEmpty());
  }
}
