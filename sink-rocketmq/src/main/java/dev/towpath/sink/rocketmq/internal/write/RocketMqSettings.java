package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageTagger;
import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.lane.LaneSettings;
import dev.towpath.sink.rocketmq.internal.name.KnownTopics;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;

/** The checked settings of a sink, as its builder documents them. */
public record RocketMqSettings(
    LaneSettings lanes,
    ZoneId timeZone,
    MessageEncoder encoder,
    MessageTagger tagger,
    boolean metadata,
    OversizeChain oversize) {

  public ClientSettings client() {
    return lanes.client();
  }

  Routing routing() {
    return lanes.routing();
  }

  /** Returns the topics to look up at the start. */
  public Set<String> knownTopics() {
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
