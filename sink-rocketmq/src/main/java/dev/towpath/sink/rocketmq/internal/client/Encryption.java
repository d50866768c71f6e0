package dev.towpath.sink.rocketmq.internal.client;

import dev.towpath.sink.rocketmq.option.ClientTls;
import io.netty.handler.ssl.JdkSslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.rocketmq.remoting.netty.TlsHelper;
import org.apache.rocketmq.remoting.netty.TlsSystemConfig;
import org.jspecify.annotations.Nullable;

/**
 * A check of the encryption of RocketMQ's client, which does not report such problems itself. If
 * its own set-up fails it continues in plain text. If a server is not trusted it reports a failed
 * request.
 */
public final class Encryption {
  private static final String NEEDED =
      "ClientTls.VERIFIED needs the system properties tls.test.mode.enable=false,"
          + " tls.client.authServer=true and tls.client.trustCertPath=<certificates>, because"
          + " RocketMQ's client trusts any certificate without them; or choose"
          + " ClientTls.UNVERIFIED";

  private Encryption() {}

  /** Returns the problem of the client's TLS settings; null when there is none. */
  public static @Nullable String problem(ClientTls tls) {
    if (tls == ClientTls.OFF) {
      return null;
    }
    try {
      // This call also reads the client's settings file.
      context();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return "TLS cannot be set up with the files named by the system properties tls.client.*: "
          + e.getMessage();
    }
    boolean isVerified =
        !TlsSystemConfig.tlsTestModeEnable
            && TlsSystemConfig.tlsClientAuthServer
            && TlsSystemConfig.tlsClientTrustCertPath != null;
    return tls == ClientTls.VERIFIED && !isVerified ? NEEDED : null;
  }

  private static SSLContext context() throws IOException, GeneralSecurityException {
    // The client never uses another provider.
    return ((JdkSslContext) TlsHelper.buildSslContext(true)).context();
  }

  /**
   * Returns why there is no encrypted connection to a running server.
   *
   * @param address {@code host:port}
   * @return null when there is a connection, or the server cannot be reached
   */
  static @Nullable String refusal(String address, Duration timeout) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    int millis = (int) timeout.toMillis();
    try (var socket = (SSLSocket) context().getSocketFactory().createSocket()) {
      InetAddress server = InetAddress.getAllByName(host)[0];
      socket.connect(
          new InetSocketAddress(server, Integer.parseInt(address.substring(colon + 1))), millis);
      socket.setSoTimeout(millis);
      socket.startHandshake();
      return null;
    } catch (SSLException e) {
      return e.getMessage();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }
}
