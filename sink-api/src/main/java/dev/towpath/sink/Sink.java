package dev.towpath.sink;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.EventKind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The target of a pipeline's changes.
 *
 * <p>A pipeline guarantees:
 *
 * <ol>
 *   <li><b>At least once, in commit order, without gaps.</b> Duplicates appear only after a failure
 *       or a change of leader. Redelivered batches have {@link EventBatch#attempt()} above 0 or
 *       come from a later epoch.
 *   <li><b>A position is saved only after it is acknowledged.</b> There are two ways. {@link
 *       #flush()} returned, and it is the position of the last batch written before that flush. Or
 *       {@link #acknowledged()} covers the batch that it belongs to. Before the first part of a
 *       split transaction, everything before it is acknowledged.
 *   <li><b>One thread.</b> Calls to one sink happen one at a time, each seeing the effects of the
 *       one before. A sink need not be thread-safe.
 *   <li><b>Crash-only.</b> After any method throws, only {@link #close()} follows. If the error
 *       policy says retry, a new sink is created and every batch that was not flushed is written to
 *       it again.
 *   <li><b>Batches</b> are immutable and never empty. A batch ends with a transaction, with two
 *       exceptions. One transaction alone exceeds the batch limit. Or a refused batch is delivered
 *       again in pieces, because the error policy searches for the change at fault. All parts of a
 *       transaction but the last then have {@link EventBatch#endsTransaction()} false. Each piece
 *       is flushed before the next is written.
 *   <li><b>An interrupt means stop.</b> The pipeline interrupts the thread inside the sink when
 *       leadership is lost, and when the time for stopping is up. The sink returns or throws
 *       promptly and keeps the interrupt.
 *   <li><b>Resume.</b> A sink that stores the position in the same transaction as the data returns
 *       it from {@link #resumePosition()}. It then takes precedence over the position store.
 *   <li><b>Leadership.</b> A sink lives for at most one term of leadership. {@link
 *       SinkContext#epoch()} is the fencing token to attach to external writes.
 * </ol>
 *
 * <p>A sink guarantees rules S1 to S13, which {@code SinkContract} of the test kit checks:
 *
 * <ul>
 *   <li>S1: after {@code flush} every written row is durable, in order per key.
 *   <li>S2: {@code flush} without a write returns and changes nothing.
 *   <li>S3: a batch redelivered to a new sink is harmless at the sink's declared fidelity.
 *   <li>S4: {@code close} without {@code flush} returns within a second, also when called twice.
 *   <li>S5: an unavailable target makes {@code write} or {@code flush} throw; {@code flush} never
 *       returns normally with data lost.
 *   <li>S6: {@code close} after a throw does not throw.
 *   <li>S7: an interrupted {@code write} or {@code flush} ends within a second. It leaves the
 *       interrupt set or throws {@link InterruptedException}.
 *   <li>S8: the parts of an oversized transaction become visible only as declared.
 *   <li>S9: every column type, NULL, absent, empty and extreme values survive.
 *   <li>S10: {@code resumePosition}, when present, is the position of the last durable batch.
 *   <li>S11: batches may be kept; the sink neither modifies them nor relies on their modification.
 *   <li>S12: {@code checkpoint} may be called before the first write. A sink restored from the
 *       checkpoint of a sink that never wrote behaves as if it had been given none.
 *   <li>S13: {@code acknowledged}, when present, covers durable batches only and never decreases.
 *       It reaches every accepted batch without a flush, and throws once an accepted batch cannot
 *       become durable. Its checkpoint belongs to exactly the batches it covers.
 * </ul>
 */
@FunctionalInterface
@SuppressWarnings("try") // close() may be interrupted, but the pipeline never does that
public interface Sink extends AutoCloseable {

  /**
   * Accepts a batch. The batch may still be in flight when this returns.
   *
   * @throws Exception if the batch cannot be accepted; only {@link #close()} is called afterwards.
   *     Throw {@link SinkException} to tell permanent failures from transient ones; any other
   *     exception counts as transient
   */
  void write(EventBatch batch) throws Exception;

  /**
   * Waits until every accepted batch is durable at the target. Returning is the acknowledgement:
   * the batches survive a crash of this JVM.
   *
   * <p>The same holds for a part of a transaction: it is not delivered again when the sink fails at
   * a later part. Another term, after a crash or a change of leader, starts the whole transaction
   * again, because positions are ends of transactions. It does not if {@link #resumePosition()} is
   * after the transaction.
   *
   * @throws Exception if durability cannot be confirmed; only {@link #close()} is called afterwards
   */
  default void flush() throws Exception {}

  /**
   * Returns how far this sink is durable without a {@link #flush()}. A sink implements this if it
   * keeps several batches in flight and learns one by one that they are durable. The pipeline then
   * saves positions and releases memory while it continues to write. It calls {@link #flush()} only
   * where it must wait for everything: at a stop, a pause or a hand-over, before a split
   * transaction, and when the memory budget is used up.
   *
   * <p>Called by the pipeline's thread, after writes and regularly while any batch is not
   * acknowledged. Must return at once, without I/O. Every accepted batch must become durable
   * without further calls. A sink returns empty always or never. Default: empty; then only {@link
   * #flush()} acknowledges.
   *
   * @throws Exception if an accepted batch cannot become durable; only {@link #close()} is called
   *     afterwards
   */
  default Optional<Acknowledgement> acknowledged() throws Exception {
    return Optional.empty();
  }

  /**
   * Returns the kinds of events that this sink accepts. Called once, after creation. Default:
   * everything except heartbeats and gaps. Kinds added in later versions are delivered on request
   * only.
   */
  default Set<EventKind> interests() {
    return EnumSet.range(EventKind.INSERT, EventKind.COMMIT);
  }

  /**
   * Returns the position of the last durable batch, if this sink stores positions together with its
   * data. Called once, after creation. Default: empty; the pipeline's position store decides.
   *
   * @throws Exception if it cannot be read; only {@link #close()} is called afterwards
   */
  default Optional<BinlogPosition> resumePosition() throws Exception {
    return Optional.empty();
  }

  /**
   * Returns a small state of this sink, at most 64 KiB. It is stored with the position under the
   * same fence, and passed to the next sink in {@link SinkContext#restoredState()}. Default: empty;
   * the stored state remains.
   *
   * <p>Called right after creation and after each successful {@link #flush()}. If the state of a
   * new sink differs from the one it was given, it is stored before the first {@link #write}. So
   * the next sink always finds a choice that this one made. The state after a flush is stored with
   * the position that the flush acknowledged. The state at a place within a transaction is passed
   * to the next sink of the same term only; it is not stored.
   */
  default Optional<byte[]> state() {
    return Optional.empty();
  }

  /**
   * Releases the sink's resources and discards everything not flushed. Idempotent; bounded in time.
   *
   * @throws Exception on failure, which is logged and otherwise ignored
   */
  @Override
  default void close() throws Exception {}
}
