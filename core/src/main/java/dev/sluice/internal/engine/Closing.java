package dev.sluice.internal.engine;

import java.io.Closeable;
import java.io.IOException;

/** The closing of connections that are given up. */
final class Closing {
  private static final System.Logger logger = System.getLogger(Closing.class.getName());

  private Closing() {}

  /** Closes a connection whose content is not wanted any more, whatever it reports. */
  static void quietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      logger.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
    }
  }
}
