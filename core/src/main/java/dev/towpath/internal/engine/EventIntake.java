package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.TransactionPayload;

/**
 * The intake of events: it puts events into batches and full batches into delivery. A compressed
 * transaction is taken piece by piece, with acknowledgements in between, until it is complete or an
 * exception is thrown. Used by the writing thread.
 */
final class EventIntake {
  private final StreamQueue queue;
  private final BatchBuilder batches;
  private final Assembly assembly;
  private final Delivery delivery;
  private final CommitTimes times;
  private final Progress progress;
  private final Health health;
  private final WriterControl control;

  EventIntake(
      EngineParts parts,
      StreamQueue queue,
      BatchBuilder batches,
      Assembly assembly,
      Delivery delivery,
      CommitTimes times) {
    this.queue = queue;
    this.batches = batches;
    this.assembly = assembly;
    this.delivery = delivery;
    this.times = times;
    this.progress = parts.progress();
    this.health = parts.health();
    this.control = parts.control();
  }

  /** Takes an event of the stream. */
  void take(BinlogEvent event) throws Exception {
    if (event.type() == EventType.TRANSACTION_PAYLOAD) {
      unpack(event, false);
    }
    take(event, false);
  }

  /** Takes an event that ends a group without changes to deliver now. */
  void pass(BinlogEvent event) throws Exception {
    take(event, false);
  }

  /** Takes an event of a transaction that was prepared before and is committed now. */
  void takePrepared(BinlogEvent event) throws Exception {
    control.checkStop();
    if (event.type() == EventType.TRANSACTION_PAYLOAD) {
      unpack(event, true);
      queue.release(event.size());
    } else {
      take(event, true);
      delivery.flushIfDue();
    }
  }

  /** Takes the event that completes a transaction that was prepared before. */
  void takeCommit(BinlogEvent event) throws Exception {
    take(event, true);
  }

  private void unpack(BinlogEvent envelope, boolean isPrepared) throws Exception {
    try (var payload = TransactionPayload.open(envelope)) {
      BinlogEvent event = payload.next();
      while (event != null) {
        control.checkStop();
        queue.charge(event.size());
        take(event, isPrepared);
        delivery.flushIfDue();
        event = payload.next();
      }
    } catch (MalformedEventException e) {
      throw health.fatal(Stage.DECODE, e);
    }
  }

  private void take(BinlogEvent event, boolean isPrepared) throws Exception {
    if (EventType.isHeartbeat(event.type()) && batches.isOpen()) {
      // It stands within a transaction, whose commit time is used.
      queue.pass(event.size());
      return;
    }
    batches.enter(event.group());
    boolean emitted = isPrepared ? assembly.takePrepared(event) : assembly.take(event);
    if (emitted) {
      batches.hold(event.size());
      times.holds(event);
    } else {
      queue.pass(event.size());
    }
    BinlogPosition end = event.position();
    if (end != null) {
      ended(event, end);
    } else if (emitted && event.group() == null) {
      batches.completeAlone();
    } else if (batches.isOversized()) {
      split();
    }
    if (EventType.isHeartbeat(event.type()) && isIdle()) {
      progress.idle(event.file(), event.end());
    }
  }

  private void ended(BinlogEvent event, BinlogPosition end) throws Exception {
    times.ended(event);
    if (event.group() == null) {
      batches.pass(end);
    } else {
      batches.endTransaction(end);
    }
    if (batches.isFull()) {
      delivery.deliver(batches.takeComplete());
    }
  }

  /**
   * Hands out the available part of a large transaction. Before its first part everything else is
   * made durable: the sink's state then belongs to the position before the transaction, at which
   * the next leader resumes.
   */
  private void split() throws Exception {
    delivery.deliver(batches.takeComplete());
    if (!batches.isSplit()) {
      delivery.flush();
    }
    delivery.deliver(batches.takePart());
  }

  /** Returns whether everything that was read is acknowledged. */
  private boolean isIdle() {
    return batches.oldest() == null
        && delivery.isSettled()
        && delivery.isAcknowledged(batches.position());
  }
}
