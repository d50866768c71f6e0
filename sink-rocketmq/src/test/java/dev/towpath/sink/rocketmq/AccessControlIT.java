package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.EmbeddedRocketMq;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.testkit.TestSinkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests with a broker that requires credentials. */
final class AccessControlIT {
  private static final String PROVIDERS = "org.apache.rocketmq.auth.authentication.provider.";
  private static EmbeddedRocketMq servers;

  @BeforeAll
  static void startServers() {
    servers =
        EmbeddedRocketMq.builder()
            .brokerSetting("authenticationEnabled", "true")
            .brokerSetting("authenticationProvider", PROVIDERS + "DefaultAuthenticationProvider")
            .brokerSetting(
                "authenticationMetadataProvider", PROVIDERS + "LocalAuthenticationMetadataProvider")
            .brokerSetting(
                "initAuthenticationUser",
                "{\"username\":\"writer\",\"password\":\"writer-secret\"}")
            .brokerSetting(
                "innerClientAuthenticationCredentials",
                "{\"accessKey\":\"writer\",\"secretKey\":\"writer-secret\"}")
            .start();
    servers.createTopic("shop", 2);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  private static PublishingSink open(String secret, boolean tailReads) throws Exception {
    return open("writer", secret, tailReads);
  }

  private static PublishingSink open(String key, String secret, boolean tailReads)
      throws Exception {
    return (PublishingSink)
        RocketMqSink.builder(servers.nameServer())
            .topic("shop")
            .credentials(key, secret)
            .tailReads(tailReads)
            .build()
            .create(TestSinkContext.of("shop"));
  }

  @Test
  void rightCredentialsLetTheSinkReadAndPublish() throws Exception {
    try (PublishingSink sink = open("writer-secret", true)) {

      sink.write(RowStream.batch(0, 100));
      sink.flush();

      assertTrue(sink.counters().sent.sum() > 0);
    }
  }

  @Test
  void wrongCredentialsAreReportedBeforeAnythingIsPublished() {
    var error = assertThrows(SinkException.class, () -> open("wrong-secret", true));

    String message = String.valueOf(error.getMessage());
    assertTrue(error.isPermanent(), message);
    assertTrue(message.contains("reading") && message.contains("is refused"), message);
    assertFalse(message.contains("wrong-secret"), message);
  }

  @Test
  void unknownAccessKeyIsReportedBeforeAnythingIsPublished() {
    var error = assertThrows(SinkException.class, () -> open("nobody", "secret", true));

    String message = String.valueOf(error.getMessage());
    assertTrue(error.isPermanent(), message);
    assertTrue(message.contains("reading") && message.contains("is refused"), message);
  }

  @Test
  void wrongCredentialsAreReportedByTheFirstFlushWhenNothingIsRead() throws Exception {
    try (PublishingSink sink = open("wrong-secret", false)) {

      var error =
          assertThrows(
              SinkException.class,
              () -> {
                sink.write(RowStream.batch(0, 5));
                sink.flush();
              });

      assertTrue(error.isPermanent(), error.getMessage());
      assertTrue(String.valueOf(error.getMessage()).contains("refuses messages"));
    }
  }
}
