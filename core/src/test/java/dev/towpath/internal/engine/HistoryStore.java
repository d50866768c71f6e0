package dev.towpath.internal.engine;

import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.stream.ScriptedBinlog;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The store of a history, which checks what is saved. */
final class HistoryStore implements PositionStore {
  private final HistoryWorld world;

  @Nullable Checkpoint stored;
  private @Nullable Checkpoint pending;
  private @Nullable CompletableFuture<Void> slow;
  private int waits;

  HistoryStore(HistoryWorld world) {
    this.world = world;
  }

  @Override
  public Optional<Checkpoint> load(Lease lease) throws IOException {
    world.step("load");
    if (world.storeFails) {
      world.storeFails = false;
      throw new IOException("scripted");
    }
    // A save in flight may take effect as late as now, and no later.
    complete();
    return Optional.ofNullable(stored);
  }

  @Override
  public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
    world.step("save " + checkpoint.position().offset());
    world.effect("a save");
    check(checkpoint);
    if (slow != null) {
      throw world.violation("two saves are in flight");
    }
    if (world.storeFails) {
      world.storeFails = false;
      return CompletableFuture.failedFuture(new IOException("scripted"));
    }
    if (world.storeIsSlow) {
      world.storeIsSlow = false;
      pending = checkpoint;
      var begun = new CompletableFuture<Void>();
      slow = begun;
      waits = 0;
      return begun;
    }
    stored = checkpoint;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void saveAndRelease(Checkpoint checkpoint, Lease lease) throws IOException {
    world.step("save and release " + checkpoint.position().offset());
    world.effect("the last save");
    check(checkpoint);
    lease.close();
    if (world.storeFails) {
      world.storeFails = false;
      throw new IOException("scripted");
    }
    stored = checkpoint;
  }

  /** Completes a slow save. */
  void timePasses() {
    if (++waits > 4) {
      complete();
    }
  }

  void complete() {
    CompletableFuture<Void> begun = slow;
    Checkpoint checkpoint = pending;
    slow = null;
    pending = null;
    if (begun != null && checkpoint != null) {
      stored = checkpoint;
      begun.complete(null);
    }
  }

  /**
   * Checks that everything before the position is durable, and that the state belongs to exactly
   * this place.
   */
  private void check(Checkpoint checkpoint) {
    BinlogPosition position = checkpoint.position();
    Checkpoint before = stored;
    if (before != null && before.position().offset() > position.offset()) {
      throw world.violation("the position goes back to " + position.offset());
    }
    int covered = 0;
    for (ScriptedBinlog.Row row : world.expected) {
      covered += row.end() <= position.offset() ? 1 : 0;
    }
    if (!new HashSet<>(world.durable).containsAll(range(covered))) {
      throw world.violation(
          "position %d is saved, which has %d rows before it, and world.durable are %s"
              .formatted(position.offset(), covered, world.durable));
    }
    int state = checkpoint.sinkState().map(bytes -> (int) bytes[0]).orElse(-1);
    if (state != covered) {
      throw world.violation(
          "position %d has %d rows before it, and is saved with the state after %d"
              .formatted(position.offset(), covered, state));
    }
  }

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
