package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import dev.towpath.sink.rocketmq.option.LostMessagesPolicy;
import java.time.Duration;
import java.util.OptionalLong;

/** The checked settings of lanes, as the sink's builder documents them. */
public record LaneSettings(
    ClientSettings client,
    Routing routing,
    Duration retryTimeout,
    int batchMessages,
    int batchBytes,
    boolean tailReads,
    LostMessagesPolicy lostMessages,
    OptionalLong messagesPerSecond,
    OptionalLong bytesPerSecond) {

  Duration sendTimeout() {
    return client.sendTimeout();
  }

  int maxMessageSize() {
    return client.maxMessageSize();
  }
}
