package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.lane.LaneSettings;
import dev.towpath.sink.rocketmq.internal.route.KnownTopics;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;

/** The checked settings of a sink, as its builder documents them. */
record RocketMqSettings(
    LaneSettings lanes,
    ZoneId timeZone,
    MessageEncoder encoder,
    MessageTagger tagger,
    boolean metadata,
    OversizeChain oversize) {

  ClientSettings client() {
    return lanes.client();
  }

  Routing routing() {
    return lanes.routing();
  }

  /** Returns the topics to look up at the start. */
  Set<String> knownTopics() {
    Set<String> known = new LinkedHashSet<>();
    if (routing().checkTopics()) {
      if (routing().topics() instanceof KnownTopics topics) {
        known.addAll(topics.names());
      }
      oversize.deadLetterTopic().ifPresent(known::add);
    }
    return known;
  }
}
