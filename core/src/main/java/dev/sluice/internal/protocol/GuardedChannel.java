package dev.sluice.internal.protocol;

import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.AuthenticateClearPasswordCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.ByteArrayCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import java.io.IOException;
import java.net.Socket;

/**
 * A channel that does not give the password away on an unencrypted connection, and on which a login
 * comes to an end.
 */
final class GuardedChannel extends PacketChannel {
  private static final byte REQUEST_PUBLIC_KEY = 0x02;

  /** A login takes at most six; the authenticator answers each with a call of itself. */
  private static final int MAX_PACKETS = 16;

  private final boolean publicKeyRetrievalAllowed;
  private int received;

  GuardedChannel(Socket socket, boolean publicKeyRetrievalAllowed) throws IOException {
    super(socket);
    this.publicKeyRetrievalAllowed = publicKeyRetrievalAllowed;
  }

  @Override
  public byte[] read() throws IOException {
    if (++received > MAX_PACKETS) {
      throw new IOException("the server did not end the login within " + MAX_PACKETS + " packets");
    }
    byte[] packet = super.read();
    if (packet.length == 0) {
      throw new IOException("the server sent an empty packet during the login");
    }
    return packet;
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
          "the server asks for the password in clear text over an unencrypted connection;"
              + " set tls(TlsMode.REQUIRED)",
          null);
    }
    // Authenticator asks unconditionally for a key that anyone in the middle could replace.
    if (command instanceof ByteArrayCommand && !publicKeyRetrievalAllowed) {
      byte[] bytes = command.toByteArray();
      if (bytes.length == 1 && bytes[0] == REQUEST_PUBLIC_KEY) {
        throw SourceException.permanent(
            "caching_sha2_password needs TLS or the server's RSA key;"
                + " set tls(TlsMode.REQUIRED) or allowPublicKeyRetrieval(true)",
            null);
      }
    }
  }
}
