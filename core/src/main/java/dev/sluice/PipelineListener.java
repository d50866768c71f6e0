package dev.sluice;

import dev.sluice.event.BinlogPosition;
import dev.sluice.event.ChangeEvent;
import java.time.Duration;
import java.util.List;

/**
 * A listener to what a pipeline does. Called on a thread of its own, one call at a time, in the
 * order in which things happened. Nothing waits for it, so it may be told a little later, and it
 * may call any method of the pipeline. What it throws, errors included, is logged with its class
 * and otherwise ignored.
 *
 * <p>While a call has not returned, later ones wait: acknowledgements are merged into one, and of
 * the rest at most 10,000 are kept; more are dropped, with a warning in the log. {@link
 * CdcPipeline#close()} waits for calls to return within its limit, at most a second.
 */
public interface PipelineListener {

  /** The pipeline moved from one state to another. */
  default void onStateChange(PipelineState from, PipelineState to) {}

  /**
   * The sink has made everything up to {@code position} durable.
   *
   * @param position where the stream would be resumed
   * @param events how many events were acknowledged since the last call; 0 when only transactions
   *     without captured changes were passed
   * @param lag how long after its commit the last transaction was acknowledged; zero when the
   *     server does not say when that was
   */
  default void onAcknowledged(BinlogPosition position, int events, Duration lag) {}

  /**
   * Changes were lost: the source cannot serve {@code lost} any more, and its {@link
   * dev.sluice.mysql.PositionLostPolicy} says to go on elsewhere; or an XA transaction was
   * committed whose changes cannot be found, see {@link dev.sluice.event.Gap}. Told again when the
   * pipeline ends before the new position is saved.
   *
   * @param lost the end of the last transaction before the gap
   * @param resumed where the stream goes on
   */
  default void onGap(BinlogPosition lost, BinlogPosition resumed) {}

  /**
   * Something failed and the error policy decided. Trouble of the coordinator and a store that does
   * not answer are reported as {@link ErrorPolicy.Retry} without delay: they are waited for.
   */
  default void onFailure(Failure failure, ErrorPolicy.Decision decision) {}

  /**
   * Changes were dropped and are lost to the sink: the error policy said {@link ErrorPolicy.Skip}.
   *
   * @param changes what was dropped; empty when it could not be interpreted, in which case the
   *     failure says where it is
   * @param position where to start in order to read it again
   * @param failure why
   */
  default void onSkipped(List<ChangeEvent> changes, BinlogPosition position, Failure failure) {}

  /** The {@link DeadLetterHandler} has taken a change that the sink refuses. */
  default void onDeadLetter(DeadLetter letter) {}
}
