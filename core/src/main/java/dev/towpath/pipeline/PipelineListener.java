package dev.towpath.pipeline;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.failure.DeadLetter;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import java.time.Duration;
import java.util.List;

/**
 * A listener to the events of a pipeline's life. Called on a thread of its own, one call at a time,
 * in the order of the events. The pipeline does not wait for it, so calls may come a little later,
 * and the listener may call any method of the pipeline. Anything it throws, errors included, is
 * logged with its class and otherwise ignored.
 *
 * <p>While a call has not returned, later ones wait: acknowledgements are merged into one, and at
 * most 10,000 other calls are kept; more are dropped, with a warning in the log. {@link
 * dev.towpath.CdcPipeline#close()} waits for calls to return within its limit, at most a second.
 */
public interface PipelineListener {

  /** Reports that the pipeline moved from one state to another. */
  default void onStateChange(PipelineState from, PipelineState to) {}

  /**
   * Reports that the sink has made everything up to {@code position} durable.
   *
   * @param position where the stream would be resumed
   * @param events how many events were acknowledged since the last call; 0 when there were only
   *     transactions without captured changes
   * @param lag how long after its commit the last transaction was acknowledged; zero when the
   *     server does not say when that was
   */
  default void onAcknowledged(BinlogPosition position, int events, Duration lag) {}

  /**
   * Reports that changes were lost. Either the source cannot serve {@code lost} any more, and its
   * {@link dev.towpath.mysql.PositionLostPolicy} says to continue elsewhere; or the changes of a
   * committed XA transaction cannot be found, see {@link dev.towpath.event.Gap}. Reported again if
   * the pipeline ends before the new position is saved.
   *
   * @param lost the end of the last transaction before the gap
   * @param resumed where the stream continues
   */
  default void onGap(BinlogPosition lost, BinlogPosition resumed) {}

  /**
   * Reports a failure and the decision of the error policy. A coordinator that is in trouble and a
   * store that does not answer are reported as {@link ErrorPolicy.Retry} without delay: the
   * pipeline waits for them.
   */
  default void onFailure(Failure failure, ErrorPolicy.Decision decision) {}

  /**
   * Reports that changes were dropped and are lost to the sink, because the error policy decided
   * {@link ErrorPolicy.Skip}.
   *
   * @param changes the dropped changes; empty when the event could not be interpreted, in which
   *     case the failure says where it is
   * @param position where to start in order to read them again
   * @param failure the reason
   */
  default void onSkipped(List<ChangeEvent> changes, BinlogPosition position, Failure failure) {}

  /**
   * Reports that the {@link dev.towpath.failure.DeadLetterHandler} has taken a change that the sink
   * refuses.
   */
  default void onDeadLetter(DeadLetter letter) {}
}
