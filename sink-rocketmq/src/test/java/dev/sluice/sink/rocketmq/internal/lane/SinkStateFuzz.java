package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.fuzz.Require;

/** What a sink left to the next. */
public final class SinkStateFuzz {
  private SinkStateFuzz() {}

  /** Reads it, and reads what is written of it. */
  public static void fuzzerTestOneInput(byte[] data) {
    SinkState state;
    try {
      state = SinkState.decode(data);
    } catch (IllegalArgumentException e) {
      return;
    }
    Require.equal(state, SinkState.decode(state.encode()));
  }
}
