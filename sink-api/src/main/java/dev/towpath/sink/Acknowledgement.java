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
  private final byte @Nullable [] state;

  private Acknowledgement(long batches, byte @Nullable [] state) {
    if (batches < 0) {
      throw new IllegalArgumentException("a number of batches must not be negative: " + batches);
    }
    this.batches = batches;
    this.state = state;
  }

  /**
   * Returns progress without a state of the sink.
   *
   * @param batches the number of durable batches, see {@link #batches()}
   * @throws IllegalArgumentException if it is negative
   */
  public static Acknowledgement of(long batches) {
    return new Acknowledgement(batches, null);
  }

  /**
   * Returns progress with the state of the sink after these batches.
   *
   * @param batches the number of durable batches, see {@link #batches()}
   * @param state the value that {@link Sink#state()} would have returned after a flush right after
   *     the last durable batch, before any later one was written; copied
   * @throws IllegalArgumentException if the number is negative
   */
  public static Acknowledgement of(long batches, byte[] state) {
    return new Acknowledgement(batches, Objects.requireNonNull(state, "state").clone());
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

  /** Returns the state of the sink after exactly these batches; a copy. */
  public Optional<byte[]> state() {
    return state == null ? Optional.empty() : Optional.of(state.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Acknowledgement that
        && batches == that.batches
        && Arrays.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(batches) + Arrays.hashCode(state);
  }

  @Override
  public String toString() {
    return batches
        + " durable batches"
        + (state == null ? "" : " (+" + state.length + " bytes of sink state)");
  }
}
