package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.fuzzing.Require;

/** The fuzz target for the state that a sink leaves to the next. */
public final class SinkStateFuzz {
  private SinkStateFuzz() {}

  /** Decodes the state, and decodes what is encoded from it. */
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
