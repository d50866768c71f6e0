package dev.sluice.sink;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.EventKind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The destination of a pipeline's changes.
 *
 * <p>What the pipeline promises:
 *
 * <ol>
 *   <li><b>At least once, in commit order, without gaps.</b> Duplicates appear only after a failure
 *       or a change of leader; redelivered batches have {@link EventBatch#attempt()} above 0 or
 *       come from a later epoch.
 *   <li><b>A position is saved only after it is acknowledged</b>: {@link #flush()} returned, and it
 *       is the position of the last batch written before that flush; or {@link #acknowledged()}
 *       covers the batch it is the position of. Before the first part of a transaction that is
 *       split, everything before it is acknowledged.
 *   <li><b>One thread.</b> Calls to one sink happen one at a time, each seeing the effects of the
 *       one before. A sink need not be thread-safe.
 *   <li><b>Crash-only.</b> After any method throws, only {@link #close()} follows. If the error
 *       policy says retry, a new sink is created and every batch that was not flushed is written to
 *       it again.
 *   <li><b>Batches</b> are never empty and immutable. A batch ends with a transaction, unless one
 *       transaction alone exceeds the batch limit, or a batch that was refused is delivered again
 *       in pieces because the error policy looks for the change at fault; all parts of a
 *       transaction but the last then have {@link EventBatch#endsTransaction()} false. Each piece
 *       is flushed before the next is written.
 *   <li><b>An interrupt means stop.</b> On lost leadership, and when the time for stopping is up,
 *       it interrupts the thread inside the sink; the sink returns or throws promptly and keeps the
 *       interrupt.
 *   <li><b>Resume.</b> A sink that stores the position in the same transaction as the data returns
 *       it from {@link #resumePosition()}; it then wins over the position store.
 *   <li><b>Leadership.</b> A sink lives for at most one term of leadership; {@link
 *       SinkContext#epoch()} is the fencing token to attach to external writes.
 * </ol>
 *
 * <p>What a sink promises is checked by {@code SinkContract} of the test kit, rules S1 to S13:
 *
 * <ul>
 *   <li>S1: after {@code flush} every written row is durable, per key in order.
 *   <li>S2: {@code flush} without a write returns and changes nothing.
 *   <li>S3: a batch redelivered to a new sink is harmless at the sink's declared fidelity.
 *   <li>S4: {@code close} without {@code flush} returns within a second, also when called twice.
 *   <li>S5: a destination that is down makes {@code write} or {@code flush} throw; {@code flush}
 *       never returns normally with data lost.
 *   <li>S6: {@code close} after a throw does not throw.
 *   <li>S7: an interrupted {@code write} or {@code flush} ends within a second and leaves the
 *       interrupt set or throws {@link InterruptedException}.
 *   <li>S8: the parts of an oversized transaction become visible only as declared.
 *   <li>S9: every column type, NULL, absent, empty and extreme values survive.
 *   <li>S10: {@code resumePosition}, when present, is the position of the last durable batch.
 *   <li>S11: batches may be kept; the sink neither modifies them nor relies on their modification.
 *   <li>S12: {@code checkpoint} may be asked before the first write, and a sink that is handed what
 *       one said that never wrote anything does as one that is handed nothing.
 *   <li>S13: {@code acknowledged}, when present, covers durable batches only, reaches every
 *       accepted batch without a flush, never decreases, throws once an accepted batch cannot
 *       become durable, and its checkpoint is that of exactly the batches it covers.
 * </ul>
 */
@FunctionalInterface
@SuppressWarnings("try") // close() may be interrupted; the pipeline never calls it interrupted
public interface Sink extends AutoCloseable {

  /**
   * Accepts a batch. It may still be in flight when this returns.
   *
   * @throws Exception if the batch cannot be accepted; only {@link #close()} is called afterwards.
   *     Throw {@link SinkException} to tell retryable from permanent; anything else counts as
   *     retryable
   */
  void write(EventBatch batch) throws Exception;

  /**
   * Waits until every accepted batch is durable at the destination. When this returns, the batches
   * survive a crash of this JVM; returning is the acknowledgement. That holds for a part of a
   * transaction, too: it is not delivered again when the sink fails at a later part. Another term,
   * after a crash or a change of leader, begins with the whole transaction again, unless {@link
   * #resumePosition()} lies behind it: positions are ends of transactions.
   *
   * @throws Exception if durability cannot be confirmed; only {@link #close()} is called afterwards
   */
  default void flush() throws Exception {}

  /**
   * How far this sink is durable by itself, without a {@link #flush()}. A sink that keeps several
   * batches in flight and learns one by one that they are durable implements this: the pipeline
   * then saves positions and releases memory while it goes on writing, and calls {@link #flush()}
   * only where it must wait for everything: at a stop, a pause, a hand-over, before a transaction
   * that is split, and when the memory budget is used up.
   *
   * <p>Asked by the pipeline's thread, after writes and regularly while anything is not
   * acknowledged; returns at once, without I/O. Every batch that was accepted becomes durable
   * without further calls. Default: empty, then only {@link #flush()} acknowledges. A sink answers
   * empty always or never.
   *
   * @throws Exception if an accepted batch cannot become durable; only {@link #close()} is called
   *     afterwards
   */
  default Optional<Acknowledgement> acknowledged() throws Exception {
    return Optional.empty();
  }

  /**
   * The kinds of events this sink wants. Asked once, after creation. Default: everything but
   * heartbeats and gaps; kinds added in later versions are delivered on request only.
   */
  default Set<EventKind> interests() {
    return EnumSet.range(EventKind.INSERT, EventKind.COMMIT);
  }

  /**
   * The position of the last durable batch, when this sink stores positions together with its data.
   * Asked once, after creation. Default: empty, the pipeline's position store decides.
   *
   * @throws Exception if it cannot be read; only {@link #close()} is called afterwards
   */
  default Optional<BinlogPosition> resumePosition() throws Exception {
    return Optional.empty();
  }

  /**
   * A small state of this sink, stored with the position under the same fence and handed back in
   * {@link SinkContext#checkpoint()} of the next sink. At most 64 KiB. Default: empty, what was
   * stored before stays.
   *
   * <p>Asked right after creation and after each successful {@link #flush()}. What a new sink says
   * that differs from what it was handed is stored before its first {@link #write}, so that a
   * choice it made is found again by the next one whatever happens; what it says after a flush is
   * stored with the position which that flush acknowledges. What belongs to a place within a
   * transaction is handed to the next sink of the same term only, and stored with no position.
   */
  default Optional<byte[]> checkpoint() {
    return Optional.empty();
  }

  /**
   * Releases what the sink holds and forgets whatever was not flushed. Idempotent; bounded in time.
   *
   * @throws Exception is logged and otherwise ignored
   */
  @Override
  default void close() throws Exception {}
}
