package dev.sluice.position;

import dev.sluice.event.BinlogPosition;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pipeline stores: its position, and what its sink wants to remember. Immutable. */
public final class Checkpoint {
  private final BinlogPosition position;
  private final byte @Nullable [] sinkState;

  private Checkpoint(BinlogPosition position, byte @Nullable [] sinkState) {
    this.position = position;
    this.sinkState = sinkState;
  }

  /** A checkpoint without sink state. */
  public static Checkpoint of(BinlogPosition position) {
    return new Checkpoint(Objects.requireNonNull(position, "position"), null);
  }

  /** A checkpoint with the sink's state, which is copied. */
  public static Checkpoint of(BinlogPosition position, byte[] sinkState) {
    return new Checkpoint(Objects.requireNonNull(position, "position"), sinkState.clone());
  }

  /** Where to resume: everything before it is durable at the sink. */
  public BinlogPosition position() {
    return position;
  }

  /** What the sink returned from {@code checkpoint()}; a copy. */
  public Optional<byte[]> sinkState() {
    return sinkState == null ? Optional.empty() : Optional.of(sinkState.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint that
        && position.equals(that.position)
        && Arrays.equals(sinkState, that.sinkState);
  }

  @Override
  public int hashCode() {
    return 31 * position.hashCode() + Arrays.hashCode(sinkState);
  }

  @Override
  public String toString() {
    return position + (sinkState == null ? "" : " (+" + sinkState.length + " bytes of sink state)");
  }
}
