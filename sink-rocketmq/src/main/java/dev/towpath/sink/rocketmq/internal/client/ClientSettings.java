package dev.towpath.sink.rocketmq.internal.client;

import dev.towpath.sink.rocketmq.option.ClientTls;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.jspecify.annotations.Nullable;

/** The settings of a producer; producers with equal settings can be shared. */
public record ClientSettings(
    String nameServers,
    String producerGroup,
    @Nullable Credentials credentials,
    ClientTls tls,
    @Nullable String traceTopic,
    boolean trace,
    boolean vipChannel,
    Duration sendTimeout,
    int maxMessageSize,
    @Nullable Consumer<DefaultMQProducer> customizer) {

  /** An access key and its secret. The secret is in no text form. */
  public record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return accessKey;
    }
  }
}
