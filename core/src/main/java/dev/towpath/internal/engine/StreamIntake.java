package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.schema.SchemaTracker;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The intake of the reader's items into batches: new streams, gaps, events, and the end. Used by
 * the writing thread.
 */
final class StreamIntake {
  private final EngineParts parts;
  private final StreamQueue queue;
  private final BatchBuilder batches;
  private final Assembly assembly;
  private final EventIntake events;
  private final Delivery delivery;
  private final CommitTimes times;
  private final XaDelivery xa;
  private final boolean isFresh;
  private @Nullable String serverUuid;
  private boolean isFollowing;

  /**
   * Creates an intake before its first stream.
   *
   * @param interests the kinds of events that the sink wants
   * @param isFresh whether no position was stored so far
   */
  StreamIntake(
      EngineParts parts,
      StreamQueue queue,
      SchemaTracker schema,
      Delivery delivery,
      CommitTimes times,
      BatchBuilder batches,
      Set<EventKind> interests,
      boolean isFresh) {
    this.parts = parts;
    this.queue = queue;
    this.batches = batches;
    this.assembly = new Assembly(parts, schema, queue, batches, interests);
    this.events = new EventIntake(parts, queue, batches, assembly, delivery, times);
    this.delivery = delivery;
    this.times = times;
    this.xa = new XaDelivery(parts, queue, new PreparedOutput());
    this.isFresh = isFresh;
  }

  /**
   * Takes the next item.
   *
   * @throws PipelineFailedException if it says that nothing will follow
   */
  void take(StreamItem item) throws Exception {
    if (item instanceof StreamItem.Events read) {
      take(read);
    } else if (item instanceof StreamItem.Connected connected) {
      connected(connected);
    } else if (item instanceof StreamItem.LostRange gap) {
      gap(gap.lost(), gap.resumed());
    } else if (item instanceof StreamItem.Ended ended) {
      delivery.deliver(batches.takeComplete());
      delivery.flush();
      passIdle();
      throw new PipelineFailedException(ended.failure());
    }
  }

  private void take(StreamItem.Events read) throws Exception {
    for (BinlogEvent event : read.events()) {
      if (xa.passes(event)) {
        events.take(event);
      } else {
        switch (xa.take(event)) {
          case TAKE -> events.take(event);
          case PASS -> events.pass(event);
          case NOTHING -> {}
        }
      }
    }
    queue.releasePassed();
    read.done().run();
    if (!isFollowing) {
      isFollowing = true;
      parts.state().following();
    }
  }

  private void connected(StreamItem.Connected stream) throws Exception {
    EngineConfig config = parts.config();
    boolean describesRows = stream.describesRows() || !config.filters().kinds().includesRows();
    assembly.streamStarted(stream.position(), stream.server(), describesRows);
    xa.connected(stream.server());
    boolean isFirst = !batches.isStarted();
    if (isFirst) {
      batches.startAt(stream.position());
    } else {
      restart(serverUuid != null && serverUuid.equals(stream.serverUuid()));
    }
    serverUuid = stream.serverUuid();
    // Before the position can be saved: from then on its definitions may be needed.
    assembly.prepareStream();
    if (isFirst) {
      delivery.startAt(stream.position(), isFresh);
    }
  }

  /** Prepares for the open transaction to be sent again from its beginning. */
  private void restart(boolean sameServer) throws Exception {
    boolean repeats = batches.isSplit() && !sameServer;
    queue.release(batches.restartOpen(sameServer));
    if (repeats) {
      delivery.rewind();
    }
  }

  private void gap(BinlogPosition lost, BinlogPosition resumed) throws Exception {
    xa.connected(null);
    assembly.gap();
    if (batches.isStarted()) {
      queue.release(batches.loseOpen());
      delivery.transactionLost();
    } else {
      batches.startAt(lost);
      delivery.startAt(lost, false);
    }
    report(lost, resumed);
  }

  private void report(BinlogPosition lost, BinlogPosition resumed) {
    assembly.addGap(lost, resumed);
    batches.pass(resumed);
    parts.listeners().tell(listener -> listener.onGap(lost, resumed));
  }

  /** The recipient of XA transactions that are committed. */
  private final class PreparedOutput implements XaDelivery.Output {
    @Override
    public void start(boolean sameServer) throws Exception {
      restart(sameServer);
      assembly.preparedStarted();
    }

    @Override
    public void deliver(BinlogEvent event) throws Exception {
      events.takePrepared(event);
    }

    @Override
    public void commit(BinlogEvent event) throws Exception {
      events.takeCommit(event);
    }

    @Override
    public void lost(BinlogEvent commit, BinlogPosition resumed) throws Exception {
      queue.release(batches.loseOpen() + commit.size());
      delivery.transactionLost();
      report(batches.position(), resumed);
    }

    @Override
    public BinlogPosition position() {
      return batches.position();
    }
  }

  /**
   * Hands over the complete transactions, unless more are waiting and would make a better batch.
   */
  void deliverComplete() throws Exception {
    if (queue.isEmpty()) {
      delivery.deliver(batches.takeComplete());
    }
    ChangeEvent written = delivery.oldest();
    ChangeEvent oldest = written == null ? batches.oldest() : written;
    Instant committed = oldest == null ? null : Progress.committed(oldest.origin());
    times.holdsNothingBefore(oldest != null, committed);
  }

  /** Moves the position past transactions without captured changes once nothing is in flight. */
  void passIdle() {
    if (batches.isStarted() && !batches.hasComplete() && delivery.isSettled()) {
      delivery.pass(batches.position());
    }
  }

  /** Ends a read of a prepared transaction that waits for a server. May be called by any thread. */
  void disconnect() {
    xa.disconnect();
  }
}
