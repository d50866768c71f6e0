package dev.towpath.internal.protocol;

import com.github.shyiko.mysql.binlog.network.Authenticator;
import com.github.shyiko.mysql.binlog.network.ClientCapabilities;
import com.github.shyiko.mysql.binlog.network.TLSHostnameVerifier;
import com.github.shyiko.mysql.binlog.network.protocol.GreetingPacket;
import com.github.shyiko.mysql.binlog.network.protocol.command.SSLRequestCommand;
import dev.towpath.failure.CdcException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.TlsMode;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Greeting, TLS upgrade and authentication, by the connector's classes. */
final class Handshake {
  private static final int PROTOCOL = 10;

  private final MySqlSource source;
  private final TlsMode tlsMode;
  private final PasswordChoice passwords;
  private final Tls tls;
  private @Nullable GreetingPacket greeting;

  Handshake(MySqlSource source, TlsMode tlsMode, PasswordChoice passwords) {
    this.source = source;
    this.tlsMode = tlsMode;
    this.passwords = passwords;
    this.tls = new Tls(source, tlsMode);
  }

  /** Logs in over {@code raw} and returns the socket to go on with: itself or its TLS layer. */
  Socket run(Socket raw) throws IOException {
    var channel = new GuardedChannel(raw, source);
    byte[] first = channel.read();
    if (first.length > 0 && first[0] == (byte) 0xFF) {
      throw ServerError.parse(first);
    }
    GreetingPacket packet = parse(first);
    this.greeting = packet;
    Socket socket = upgrade(channel, packet, raw);
    String password = passwords.current();
    try {
      new Authenticator(packet, channel, null, source.user(), password).authenticate();
      passwords.accepted();
    } catch (CdcException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException("the server's answers are no login of MySQL's protocol", e);
    }
    return socket;
  }

  private static GreetingPacket parse(byte[] first) throws IOException {
    int protocol = first[0];
    if (protocol != PROTOCOL) {
      throw new IOException("it greets with protocol " + protocol + " and is no MySQL server");
    }
    try {
      return new GreetingPacket(first);
    } catch (EOFException e) {
      throw new IOException("its greeting is not MySQL's", e);
    }
  }

  private Socket upgrade(GuardedChannel channel, GreetingPacket packet, Socket raw)
      throws IOException {
    if (tlsMode == TlsMode.DISABLED) {
      return raw;
    }
    if ((packet.getServerCapabilities() & ClientCapabilities.SSL) == 0) {
      if (tlsMode == TlsMode.PREFERRED) {
        return raw;
      }
      throw SourceException.permanent(
          "%s offers no TLS but tls is %s; enable TLS on the server or set tls(TlsMode.PREFERRED)"
              .formatted(source, tlsMode));
    }
    var request = new SSLRequestCommand();
    request.setCollation(packet.getServerCollation());
    channel.write(request);
    encrypt(channel);
    return tls.socket();
  }

  /** Encrypts the channel with objects of the user, who may have written parts of them. */
  private void encrypt(GuardedChannel channel) throws IOException {
    try {
      channel.upgradeToSSL(
          tls::wrap, tlsMode == TlsMode.VERIFY_IDENTITY ? new TLSHostnameVerifier() : null);
    } catch (IOException | CdcException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw UserCode.failed(
          "TLS to %s failed: the SSLContext failed".formatted(source),
          "check the key and trust managers of sslContext(…)",
          e);
    }
  }

  ServerVersion version() {
    return ServerVersion.parse(greeting == null ? "" : greeting.getServerVersion());
  }

  long threadId() {
    return greeting == null ? 0 : greeting.getThreadId();
  }
}
