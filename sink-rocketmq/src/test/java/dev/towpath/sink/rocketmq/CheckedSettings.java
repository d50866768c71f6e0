package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.lane.LaneSettings;
import dev.towpath.sink.rocketmq.internal.write.RocketMqSettings;

/** The checked settings of a builder, for tests in other packages. */
public final class CheckedSettings {
  private CheckedSettings() {}

  public static RocketMqSettings of(RocketMqSink.Builder builder) {
    return builder.settings();
  }

  public static LaneSettings ofLanes(RocketMqSink.Builder builder) {
    return builder.settings().lanes();
  }
}
