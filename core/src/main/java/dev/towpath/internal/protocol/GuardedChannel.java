package dev.towpath.internal.protocol;

import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.AuthenticateClearPasswordCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.ByteArrayCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import dev.towpath.mysql.MySqlSource;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;

/**
 * A channel that does not give the password away on an unencrypted connection, and on which a login
 * comes to an end.
 */
final class GuardedChannel extends PacketChannel {
  private static final byte REQUEST_PUBLIC_KEY = 0x02;

  /** A login takes at most six; the authenticator answers each with a call of itself. */
  private static final int MAX_PACKETS = 16;

  /** What the connector says of a packet whose fourth byte is not its number. */
  private static final String NO_PACKET = "unexpected sequence #";

  /** The fourth byte of what other servers send first. */
  private static final Map<String, String> STRANGERS =
      Map.of(NO_PACKET + (int) '-', " but what SSH says", NO_PACKET + (int) 'P', " but HTTP");

  private final MySqlSource source;
  private int received;

  GuardedChannel(Socket socket, MySqlSource source) throws IOException {
    super(socket);
    this.source = source;
  }

  @Override
  public byte[] read() throws IOException {
    if (++received > MAX_PACKETS) {
      throw new IOException("the server did not end the login within " + MAX_PACKETS + " packets");
    }
    byte[] packet = received == 1 ? greeting() : super.read();
    if (packet.length == 0) {
      throw new IOException("the server sent an empty packet during the login");
    }
    return packet;
  }

  /** A port at which something else answers shows before anything was sent to it. */
  private byte[] greeting() throws IOException {
    try {
      return super.read();
    } catch (EOFException | SocketException e) {
      throw new IOException(
          "it takes the connection and ends it without a greeting, as a proxy does that reaches no"
              + " server behind it",
          e);
    } catch (SocketTimeoutException e) {
      var silent =
          new SocketTimeoutException(
              "it takes the connection and sends no greeting, as a server that hangs and a port of"
                  + " another protocol do");
      silent.initCause(e);
      throw silent;
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.startsWith(NO_PACKET)) {
        throw e;
      }
      throw new IOException(
          "what it sends first is no greeting of a MySQL server"
              + STRANGERS.getOrDefault(message, ""),
          e);
    }
  }

  @Override
  public void write(Command command) throws IOException {
    if (!isSSL()) {
      refuseDisclosure(command);
    }
    super.write(command);
  }

  private void refuseDisclosure(Command command) throws IOException {
    if (command instanceof AuthenticateClearPasswordCommand) {
      throw SourceException.permanent(
          "%s asks for the password in clear text over an unencrypted connection; set tls(TlsMode.REQUIRED)"
              .formatted(source));
    }
    // Authenticator asks unconditionally for a key that anyone in the middle could replace.
    if (command instanceof ByteArrayCommand && !source.publicKeyRetrieval()) {
      byte[] bytes = command.toByteArray();
      if (bytes.length == 1 && bytes[0] == REQUEST_PUBLIC_KEY) {
        throw SourceException.permanent(
            "the password of %s is sent by caching_sha2_password, which takes TLS or the server's RSA key; set tls(TlsMode.REQUIRED) or publicKeyRetrieval(true)"
                .formatted(source));
      }
    }
  }
}
