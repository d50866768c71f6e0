package dev.towpath.position;

import dev.towpath.event.BinlogPosition;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored state of a pipeline: its position and the state of its sink. Immutable. */
public final class Checkpoint {
  private final BinlogPosition position;
  private final byte @Nullable [] sinkState;

  private Checkpoint(BinlogPosition position, byte @Nullable [] sinkState) {
    this.position = position;
    this.sinkState = sinkState;
  }

  /** Creates a checkpoint without sink state. */
  public static Checkpoint of(BinlogPosition position) {
    return new Checkpoint(Objects.requireNonNull(position, "position"), null);
  }

  /** Creates a checkpoint with the sink's state, which is copied. */
  public static Checkpoint of(BinlogPosition position, byte[] sinkState) {
    return new Checkpoint(Objects.requireNonNull(position, "position"), sinkState.clone());
  }

  /** Returns the position to resume at: everything before it is durable at the sink. */
  public BinlogPosition position() {
    return position;
  }

  /** Returns a copy of what the sink returned from {@code checkpoint()}. */
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
