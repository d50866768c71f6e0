package dev.sluice.internal.protocol;

import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.AuthenticateClearPasswordCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.ByteArrayCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import java.io.IOException;
import java.net.Socket;

/** A channel that does not give the password away on an unencrypted connection. */
final class GuardedChannel extends PacketChannel {
  private static final byte REQUEST_PUBLIC_KEY = 0x02;

  private final boolean publicKeyRetrievalAllowed;

  GuardedChannel(Socket socket, boolean publicKeyRetrievalAllowed) throws IOException {
    super(socket);
    this.publicKeyRetrievalAllowed = publicKeyRetrievalAllowed;
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
