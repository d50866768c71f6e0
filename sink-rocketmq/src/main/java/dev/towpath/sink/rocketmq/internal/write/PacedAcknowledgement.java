package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.lane.Lanes;
import java.time.Duration;

/**
 * The acknowledgement of a sink, renewed when batches have become durable. A checkpoint names every
 * queue, possibly thousands, so creating checkpoints takes at most a tenth of the time. Used by one
 * thread.
 */
public final class PacedAcknowledgement {
  private static final int SHARE = 9;
  private static final long MAX_PAUSE = Duration.ofMillis(50).toNanos();

  private final Lanes lanes;
  private Acknowledgement last;
  private byte[] checkpoint;
  private long notBefore = System.nanoTime();

  public PacedAcknowledgement(Lanes lanes) {
    this.lanes = lanes;
    this.checkpoint = lanes.state().encode();
    this.last = Acknowledgement.of(0, checkpoint);
  }

  /** Returns the progress, which may be a moment old. */
  public Acknowledgement look() throws SinkException {
    lanes.advance();
    long begun = System.nanoTime();
    if (lanes.durableBatches() > last.batches() && begun - notBefore >= 0) {
      last = Acknowledgement.of(lanes.durableBatches(), lanes.state().encode());
      long ended = System.nanoTime();
      notBefore = ended + Math.min(MAX_PAUSE, SHARE * (ended - begun));
    }
    return last;
  }

  /** Records that everything is durable. */
  public void flushed() {
    checkpoint = lanes.state().encode();
    last = Acknowledgement.of(lanes.durableBatches(), checkpoint);
  }

  /** Returns the checkpoint at the last flush; a copy. */
  public byte[] state() {
    return checkpoint.clone();
  }
}
