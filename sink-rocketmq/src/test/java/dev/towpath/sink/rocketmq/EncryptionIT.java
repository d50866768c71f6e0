package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.rocketmq.option.ClientTls;
import dev.towpath.sink.testkit.TestSinkContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.remoting.netty.TlsSystemConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a name server and a broker that accept encrypted connections only. */
final class EncryptionIT {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private static Path directory;
  private static PemFiles own;
  private static PemFiles other;
  private static EmbeddedRocketMq servers;

  private final String topic = "encrypted-" + TOPICS.incrementAndGet();

  EncryptionIT() {
    servers.createTopic(topic, 2);
  }

  @BeforeAll
  static void startServers(@TempDir Path temporary) throws Exception {
    directory = temporary;
    own = PemFiles.create(directory, "own");
    other = PemFiles.create(directory, "other");
    servers = EmbeddedRocketMq.builder().tls(own.certificate(), own.key()).start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @AfterEach
  void trustAnybodyAgain() {
    TlsSystemConfig.tlsTestModeEnable = true;
    TlsSystemConfig.tlsClientAuthServer = false;
    TlsSystemConfig.tlsClientTrustCertPath = null;
    TlsSystemConfig.tlsClientCertPath = null;
  }

  /** Sets what the required system properties set when the client reads them. */
  private static void trust(Path certificate) {
    TlsSystemConfig.tlsTestModeEnable = false;
    TlsSystemConfig.tlsClientAuthServer = true;
    TlsSystemConfig.tlsClientTrustCertPath = certificate.toString();
  }

  private RocketMqSink.Builder builder(ClientTls tls) {
    return RocketMqSink.builder(servers.nameServer())
        .topic(topic)
        .tls(tls)
        .sendTimeout(Duration.ofSeconds(2));
  }

  private static PublishingSink open(RocketMqSink.Builder builder) throws Exception {
    return (PublishingSink) builder.build().create(TestSinkContext.of("shop"));
  }

  private void assertPublishes(RocketMqSink.Builder builder) throws Exception {
    try (PublishingSink sink = open(builder);
        var reader = new TopicReader(builder.settings().client(), topic)) {
      sink.write(RowStream.batch(0, 1_000));
      sink.flush();

      assertEquals(Steps.exactly(1_000), Steps.in(reader, 1_000));
    }
  }

  @Test
  void sinkPublishesToServersThatItTrusts() throws Exception {
    trust(own.certificate());

    assertPublishes(builder(ClientTls.VERIFIED));
  }

  @Test
  void sinkThatTrustsAnyBrokerPublishes() throws Exception {
    assertPublishes(builder(ClientTls.UNVERIFIED));
  }

  private static SinkException refused(RocketMqSink.Builder builder) {
    return assertThrows(SinkException.class, () -> open(builder));
  }

  @Test
  void nameServerThatIsNotTrustedIsRefusedWithTheReason() {
    trust(other.certificate());

    SinkException error = refused(builder(ClientTls.VERIFIED));

    String message = String.valueOf(error.getMessage());
    assertTrue(error.isPermanent(), message);
    assertTrue(
        message.startsWith("name server " + servers.nameServer() + " fails the TLS"), message);
    assertTrue(message.contains("unable to find valid certification path"), message);
    assertTrue(message.contains("tls.client."), message);
  }

  @Test
  void brokerThatIsNotTrustedIsRefusedWithTheReason() {
    trust(own.certificate());
    try (EmbeddedRocketMq stranger =
        EmbeddedRocketMq.builder()
            .tls(other.certificate(), other.key())
            .startBeside(servers, "broker-b")) {
      stranger.createTopic(topic + "-b", 1);

      SinkException error =
          refused(
              builder(ClientTls.VERIFIED).topic(topic + "-b").retryTimeout(Duration.ofSeconds(2)));

      String message = String.valueOf(error.getMessage());
      assertTrue(error.isPermanent(), message);
      assertTrue(message.startsWith("broker " + stranger.broker() + " fails the TLS"), message);
      assertTrue(message.contains("unable to find valid certification path"), message);
    }
  }

  @Test
  void sinkWithoutEncryptionIsToldWhatToCheck() {
    SinkException error = refused(builder(ClientTls.OFF));

    String message = String.valueOf(error.getMessage());
    assertFalse(error.isPermanent(), message);
    assertTrue(message.startsWith("cannot ask the name servers " + servers.nameServer()), message);
    assertTrue(message.contains("encrypted connections only"), message);
  }

  @Test
  void certificatesThatCannotBeReadAreNamedAtOnce() {
    trust(directory.resolve("missing.pem"));

    var error =
        assertThrows(IllegalArgumentException.class, () -> builder(ClientTls.VERIFIED).build());

    assertTrue(String.valueOf(error.getMessage()).contains("missing.pem"), error.getMessage());
  }

  /** RocketMQ's client itself would continue in plain text. */
  @Test
  void certificatesThatCannotBeReadLaterStopTheSink() {
    trust(own.certificate());
    SinkFactory factory = builder(ClientTls.VERIFIED).build();
    TlsSystemConfig.tlsClientCertPath = directory.resolve("missing.pem").toString();

    var error = assertThrows(SinkException.class, () -> factory.create(TestSinkContext.of("shop")));

    assertTrue(error.isPermanent(), error.getMessage());
    assertTrue(String.valueOf(error.getMessage()).contains("missing.pem"), error.getMessage());
  }
}
