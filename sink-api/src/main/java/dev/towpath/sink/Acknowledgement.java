package dev.towpath.sink;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a sink that makes batches durable on its own while more are being written.
 * Immutable.
 *
 * @see Sink#acknowledged()
 */
public final class Acknowledgement {
  private final long batches;
  private final byte @Nullable [] checkpoint;

  private Acknowledgement(long batches, byte @Nullable [] checkpoint) {
    if (batches < 0) {
      throw new IllegalArgumentException("a number of batches must not be negative: " + batches);
    }
    this.batches = batches;
    this.checkpoint = checkpoint;
  }

  /**
   * Returns progress without a checkpoint of the sink.
   *
   * @param batches the number of durable batches, see {@link #batches()}
   * @throws IllegalArgumentException if it is negative
   */
  public static Acknowledgement of(long batches) {
    return new Acknowledgement(batches, null);
  }

  /**
   * Returns progress with the checkpoint of the sink after these batches.
   *
   * @param batches the number of durable batches, see {@link #batches()}
   * @param checkpoint the value that {@link Sink#checkpoint()} would have returned after a flush
   *     right after the last durable batch, before any later one was written; copied
   * @throws IllegalArgumentException if the number is negative
   */
  public static Acknowledgement of(long batches, byte[] checkpoint) {
    return new Acknowledgement(batches, Objects.requireNonNull(checkpoint, "checkpoint").clone());
  }

  /**
   * Returns the number of durable batches. Batches are counted in the order in which they were
   * written to this sink, since its creation. That many of the first batches survive a crash of
   * this JVM, each in full. The number never decreases and never exceeds the number of batches
   * written.
   */
  public long batches() {
    return batches;
  }

  /** Returns the checkpoint of the sink after exactly these batches; a copy. */
  public Optional<byte[]> checkpoint() {
    return checkpoint == null ? Optional.empty() : Optional.of(checkpoint.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Acknowledgement that
        && batches == that.batches
        && Arrays.equals(checkpoint, that.checkpoint);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(batches) + Arrays.hashCode(checkpoint);
  }

  @Override
  public String toString() {
    return batches
        + " durable batches"
        + (checkpoint == null ? "" : " (+" + checkpoint.length + " bytes of sink state)");
  }
}
