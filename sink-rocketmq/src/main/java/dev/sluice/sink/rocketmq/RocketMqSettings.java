package dev.sluice.sink.rocketmq;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checked settings of a sink, as its builder documents them. */
record RocketMqSettings(
    String nameServers,
    @Nullable String producerGroup,
    @Nullable Credentials credentials,
    Routing routing,
    ZoneId timeZone,
    Duration sendTimeout,
    Duration retryTimeout,
    int maxMessageSize,
    int batchMessages,
    int batchBytes,
    boolean tailReads,
    MessageEncoder encoder,
    MessageTagger tagger,
    boolean metadata,
    OversizeChain oversize) {

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

  /** An access key and its secret; the secret is in no text. */
  record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return accessKey;
    }
  }
}
