package dev.towpath.internal.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An ERR packet: the server refused a command. */
public final class ServerError extends IOException {
  private static final long serialVersionUID = 1L;

  /** ER_MASTER_FATAL_ERROR_READING_BINLOG: the requested position cannot be served. */
  public static final int CANNOT_READ_BINLOG = 1236;

  private final int code;

  private ServerError(int code, String message) {
    super("MySQL error " + code + ": " + message);
    this.code = code;
  }

  /** The error in the payload of an ERR packet, which starts with {@code 0xFF}. */
  public static ServerError parse(byte[] payload) {
    int to = payload.length;
    if (to < 3) {
      return new ServerError(0, "truncated error packet");
    }
    int code = payload[1] & 0xFF | (payload[2] & 0xFF) << 8;
    int text = 3;
    // '#' and five characters of SQLSTATE precede the text, except before the handshake is done.
    if (text + 6 <= to && payload[text] == '#') {
      text += 6;
    }
    return new ServerError(code, new String(payload, text, to - text, StandardCharsets.UTF_8));
  }

  /** MySQL's error number; 0 when the packet was truncated. */
  public int code() {
    return code;
  }
}
