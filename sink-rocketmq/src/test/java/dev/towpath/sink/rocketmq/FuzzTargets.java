package dev.towpath.sink.rocketmq;

import dev.towpath.fuzzing.FuzzTarget;
import dev.towpath.sink.rocketmq.internal.lane.SinkStateFuzz;

/** The fuzz targets of this module. */
enum FuzzTargets implements FuzzTarget {
  /** {@link SinkStateFuzz}. */
  SINK_STATE;

  @Override
  public String directory() {
    return "sink-state";
  }

  @Override
  public String className() {
    return SinkStateFuzz.class.getName();
  }

  @Override
  public void run(byte[] input) {
    SinkStateFuzz.fuzzerTestOneInput(input);
  }
}
