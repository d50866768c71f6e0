package dev.sluice.sink.rocketmq;

import dev.sluice.sink.rocketmq.internal.lane.LaneSettings;

/** What a builder has checked, for tests in other packages. */
public final class CheckedSettings {
  private CheckedSettings() {}

  public static LaneSettings ofLanes(RocketMqSinkBuilder builder) {
    return builder.settings().lanes();
  }
}
