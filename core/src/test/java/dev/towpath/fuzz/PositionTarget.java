package dev.towpath.fuzz;

import dev.towpath.event.BinlogPosition;
import dev.towpath.fuzzing.Require;
import java.nio.charset.StandardCharsets;

/** A target that reads a binlog position as text. */
public final class PositionTarget {
  private PositionTarget() {}

  /** Reads it, and reads what it prints. */
  public static void fuzzerTestOneInput(byte[] data) {
    BinlogPosition position;
    try {
      position = BinlogPosition.parse(new String(data, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    Require.equal(position, BinlogPosition.parse(position.toString()));
    Require.equal(0, position.compare(position).orElse(1));
  }
}
