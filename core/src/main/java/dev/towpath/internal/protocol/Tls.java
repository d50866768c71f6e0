package dev.towpath.internal.protocol;

import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade of a connected socket to TLS. It remembers the result, which the connector keeps to
 * itself.
 */
final class Tls {
  private static @Nullable SSLContext trusting;

  private final MySqlSource source;
  private final TlsMode mode;
  private @Nullable SSLSocket socket;

  Tls(MySqlSource source, TlsMode mode) {
    this.source = source;
    this.mode = mode;
  }

  SSLSocket wrap(Socket raw) throws SocketException {
    try {
      SSLSocket wrapped =
          (SSLSocket)
              factory().createSocket(raw, source.host(), source.port(), /* autoClose= */ true);
      wrapped.setUseClientMode(true);
      this.socket = wrapped;
      return wrapped;
    } catch (IOException | GeneralSecurityException e) {
      var failure = new SocketException("cannot set up TLS to " + source + ": " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private SSLSocketFactory factory() throws GeneralSecurityException {
    SSLContext context = context();
    try {
      return context.getSocketFactory();
    } catch (IllegalStateException e) {
      throw SourceException.permanent(
          "TLS to %s failed: the SSLContext given to sslContext(…) is not initialised (%s); call its init(…)"
              .formatted(source, e.getMessage()),
          e);
    }
  }

  SSLSocket socket() {
    return Objects.requireNonNull(socket, "wrap() first");
  }

  private SSLContext context() throws GeneralSecurityException {
    SSLContext configured = source.sslContext();
    if (configured != null) {
      return configured;
    }
    if (mode == TlsMode.VERIFY_CA || mode == TlsMode.VERIFY_IDENTITY) {
      return SSLContext.getDefault();
    }
    return trusting();
  }

  /**
   * Returns the one context that verifies nothing. Connections share it, so that later ones to the
   * same server resume its TLS session.
   */
  private static synchronized SSLContext trusting() throws GeneralSecurityException {
    SSLContext shared = trusting;
    if (shared == null) {
      shared = SSLContext.getInstance("TLS");
      shared.init(null, new TrustManager[] {new TrustEveryone()}, null);
      trusting = shared;
    }
    return shared;
  }

  /** The meaning of PREFERRED and REQUIRED in MySQL: encryption without verification. */
  private static final class TrustEveryone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
