package dev.sluice.sink.rocketmq;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checked settings of a sink, as its builder documents them. */
record RocketMqSettings(
    ClientSettings client,
    @Nullable SharedProducer sharedProducer,
    Routing routing,
    ZoneId timeZone,
    Duration retryTimeout,
    int batchMessages,
    int batchBytes,
    boolean tailReads,
    MessageEncoder encoder,
    MessageTagger tagger,
    boolean metadata,
    OversizeChain oversize,
    long messagesPerSecond,
    long bytesPerSecond) {

  Duration sendTimeout() {
    return client.sendTimeout();
  }

  int maxMessageSize() {
    return client.maxMessageSize();
  }

  /** The topics to look up at the start. */
  Set<String> knownTopics() {
    Set<String> known = new LinkedHashSet<>();
    if (routing.checkTopics()) {
      if (routing.topics() instanceof KnownTopics topics) {
        known.addAll(topics.names());
      }
      oversize.deadLetterTopic().ifPresent(known::add);
    }
    return known;
  }
}
