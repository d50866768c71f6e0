package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.internal.binlog.event.BinlogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The reader of a history: it feeds the queue when the queue is empty and the writer waits. */
final class HistorySource implements Source {
  private final HistoryWorld world;
  private final StreamQueue queue;
  private final Deque<BinlogEvent> events = new ArrayDeque<>();
  private BinlogPosition next;
  private boolean connected;
  private boolean closed;

  HistorySource(HistoryWorld world, StreamQueue queue, BinlogPosition start) {
    this.world = world;
    this.queue = queue;
    this.next = start;
  }

  void cut() {
    connected = false;
    events.clear();
  }

  boolean feed() throws InterruptedException {
    if (closed || !queue.isEmpty()) {
      return false;
    }
    if (world.sourceEnds) {
      world.sourceEnds = false;
      closed = true;
      var cause = new CdcException("scripted");
      Health health = Objects.requireNonNull(world.parts).health();
      queue.put(new StreamItem.Ended(health.fatal(Failure.Stage.SOURCE, cause).failure()));
      return true;
    }
    if (!connected) {
      connected = true;
      events.addAll(world.binlog.read(next, HistoryWorld.SOURCE, world.server));
      world.journal.add("   connected to " + world.server + " at " + next.offset());
      queue.put(new StreamItem.Connected(next, HistoryWorld.SOURCE, world.server, true));
      return true;
    }
    if (events.isEmpty()) {
      return false;
    }
    List<BinlogEvent> chunk = new ArrayList<>();
    long bytes = 0;
    while (chunk.size() < world.setup.chunk() && !events.isEmpty()) {
      BinlogEvent event = events.removeFirst();
      chunk.add(event);
      bytes += event.size();
      next = event.position() == null ? next : event.position();
    }
    queue.put(new StreamItem.Events(chunk, bytes, () -> {}));
    return true;
  }

  boolean isAtEnd() {
    return connected && events.isEmpty();
  }

  @Override
  public void start() {
    world.step("start reading");
  }

  @Override
  public @Nullable BinlogPosition received() {
    return next;
  }

  @Override
  public Instant lastHeard() {
    return Instant.now();
  }

  @Override
  public Duration longestSilence() {
    return Duration.ofHours(1);
  }

  @Override
  public void disconnect() {
    closed = true;
  }

  @Override
  public void close() {
    closed = true;
    // It takes time until the reader has ended.
    for (int i = 0; i < HistoryWorld.FEW_STEPS; i++) {
      world.step("close the source");
    }
  }
}
