package dev.towpath.sink.rocketmq;

import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.client.Encryption;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.route.NamespacedTopics;
import dev.towpath.sink.rocketmq.option.ClientTls;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
  private String producerGroup = "towpath-sink";
  private ClientSettings.@Nullable Credentials credentials;
  private ClientTls tls = ClientTls.OFF;
  private boolean trace;
  private @Nullable String traceTopic;
  private boolean vipChannel;
  private @Nullable Consumer<DefaultMQProducer> customizer;
  private Duration sendTimeout = Duration.ofSeconds(3);
  private int maxMessageSize = 4 * MIB;

  ClientParts(String nameServers) {
    for (String server : nameServers.split(";", -1)) {
      SettingProblems.refuse(
          !NAME_SERVER.matcher(server).matches(),
          "name servers must be host:port, separated by semicolons: '" + nameServers + "'");
    }
    this.nameServers = nameServers;
  }

  void producerGroup(String group) {
    SettingProblems.refuse(
        !TopicName.NAME.matcher(group).matches() || group.length() > 120,
        "a producer group has at most 120 characters of %|a-zA-Z0-9_-: '" + group + "'");
    this.producerGroup = group;
  }

  void credentials(String accessKey, String secretKey) {
    SettingProblems.refuse(
        accessKey.isBlank() || secretKey.isBlank(),
        "credentials need an access key and a secret key");
    this.credentials = new ClientSettings.Credentials(accessKey, secretKey);
  }

  void tls(ClientTls tls) {
    this.tls = Objects.requireNonNull(tls, "tls");
  }

  void trace(boolean trace) {
    this.trace = trace;
  }

  void traceTopic(String topic) {
    this.traceTopic = TopicName.require(topic);
    this.trace = true;
  }

  void vipChannel(boolean vipChannel) {
    this.vipChannel = vipChannel;
  }

  void customizer(Consumer<DefaultMQProducer> customizer) {
    this.customizer = Objects.requireNonNull(customizer, "customizer");
  }

  void sendTimeout(Duration timeout) {
    this.sendTimeout =
        SettingProblems.inRange(
            "sendTimeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
  }

  Duration sendTimeout() {
    return sendTimeout;
  }

  void maxMessageSize(int bytes) {
    this.maxMessageSize = SettingProblems.inRange("maxMessageSize", bytes, 1024, 15 * MIB);
  }

  /** Adds the problem of encryption with the settings of this JVM to {@code problems}. */
  void check(List<String> problems) {
    @Nullable String encryption = Encryption.problem(tls);
    if (encryption != null) {
      problems.add(encryption);
    }
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
