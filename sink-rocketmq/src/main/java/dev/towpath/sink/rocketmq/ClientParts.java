package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.client.Encryption;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.route.NamespacedTopics;
import dev.towpath.sink.rocketmq.option.ClientTls;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.jspecify.annotations.Nullable;

/** The producer settings of a builder. Not thread-safe. */
final class ClientParts {
  private static final Pattern NAME_SERVER =
      Pattern.compile("([^\\s:;,]+|\\[[0-9a-fA-F:.]+]):\\d{1,5}");
  private static final int MIB = 1 << 20;

  private final String nameServers;
  String producerGroup = "towpath-sink";
  ClientSettings.@Nullable Credentials credentials;
  ClientTls tls = ClientTls.OFF;
  boolean trace;
  @Nullable String traceTopic;
  boolean vipChannel;
  @Nullable Consumer<DefaultMQProducer> customizer;
  Duration sendTimeout = Duration.ofSeconds(3);
  int maxMessageSize = 4 * MIB;

  ClientParts(String nameServers) {
    this.nameServers = nameServers;
  }

  /** Adds the problems of these settings to {@code problems}. */
  void check(List<String> problems) {
    for (String server : nameServers.split(";", -1)) {
      SettingProblems.check(
          problems,
          NAME_SERVER.matcher(server).matches(),
          "name servers must be host:port, separated by semicolons: '" + nameServers + "'");
    }
    SettingProblems.check(
        problems,
        TopicName.NAME.matcher(producerGroup).matches() && producerGroup.length() <= 120,
        "a producer group has at most 120 characters of %|a-zA-Z0-9_-: '" + producerGroup + "'");
    @Nullable String encryption = Encryption.problem(tls);
    SettingProblems.check(problems, encryption == null, String.valueOf(encryption));
    SettingProblems.check(
        problems,
        credentials == null
            || (!credentials.accessKey().isBlank() && !credentials.secretKey().isBlank()),
        "credentials need an access key and a secret key");
    SettingProblems.range(problems, "maxMessageSize", maxMessageSize, 1024, 15 * MIB);
    SettingProblems.range(
        problems, "sendTimeout", sendTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
  }

  ClientSettings settings(String namespace) {
    return new ClientSettings(
        nameServers,
        NamespacedTopics.in(namespace, producerGroup),
        credentials,
        tls,
        traceTopic,
        trace,
        vipChannel,
        sendTimeout,
        maxMessageSize,
        customizer);
  }
}
