package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.lane.LaneSettings;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import dev.towpath.sink.rocketmq.option.LostMessagesPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** The settings of a builder for the lanes to queues. Not thread-safe. */
final class LaneParts {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final int MAX_BATCH_MESSAGES = 4096;
  private static final Duration MAX_RETRY_TIMEOUT = Duration.ofHours(1);

  private Duration retryTimeout = Duration.ofSeconds(30);
  private int batchMessages = 1000;
  private int batchBytes = MIB / 2;
  private boolean tailReads = true;
  private LostMessagesPolicy lostMessages = LostMessagesPolicy.FAIL;
  private OptionalLong messagesPerSecond = OptionalLong.empty();
  private OptionalLong bytesPerSecond = OptionalLong.empty();

  void retryTimeout(Duration timeout) {
    SettingProblems.refuse(
        timeout.compareTo(MAX_RETRY_TIMEOUT) > 0,
        "retryTimeout must be at most %s: %s".formatted(MAX_RETRY_TIMEOUT, timeout));
    this.retryTimeout = timeout;
  }

  void batchMessages(int messages) {
    this.batchMessages = SettingProblems.inRange("batchMessages", messages, 1, MAX_BATCH_MESSAGES);
  }

  void batchBytes(int bytes) {
    this.batchBytes = SettingProblems.inRange("batchBytes", bytes, KIB, 15 * MIB);
  }

  void tailReads(boolean tailReads) {
    this.tailReads = tailReads;
  }

  void lostMessages(LostMessagesPolicy policy) {
    this.lostMessages = Objects.requireNonNull(policy, "lostMessages");
  }

  void messagesPerSecond(long messages) {
    this.messagesPerSecond =
        OptionalLong.of(SettingProblems.positive("messagesPerSecond", messages));
  }

  void bytesPerSecond(long bytes) {
    this.bytesPerSecond = OptionalLong.of(SettingProblems.positive("bytesPerSecond", bytes));
  }

  /** Adds the problem of the combination of timeouts to {@code problems}. */
  void check(List<String> problems, Duration sendTimeout) {
    if (retryTimeout.compareTo(sendTimeout) < 0) {
      problems.add(
          "retryTimeout must be at least sendTimeout, %s: %s".formatted(sendTimeout, retryTimeout));
    }
  }

  LaneSettings settings(ClientSettings client, Routing routing) {
    return new LaneSettings(
        client,
        routing,
        retryTimeout,
        batchMessages,
        batchBytes,
        tailReads,
        lostMessages,
        messagesPerSecond,
        bytesPerSecond);
  }
}
