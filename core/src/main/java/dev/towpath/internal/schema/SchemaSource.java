package dev.towpath.internal.schema;

import dev.towpath.event.BinlogPosition;
import dev.towpath.internal.binlog.position.StatementScan;
import dev.towpath.internal.binlog.position.StatementScan.Statement;
import dev.towpath.internal.protocol.EndableConnection;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server from which definitions are read, over a connection that is opened when it is needed.
 * Used by one thread, except {@link #disconnect()}.
 */
final class SchemaSource implements AutoCloseable {
  private final EndableConnection questions = new EndableConnection();
  private final EndableConnection scans = new EndableConnection();
  private MySqlSource source;
  private @Nullable MySqlSession session;
  private @Nullable DefinitionReader reader;

  SchemaSource(MySqlSource source) {
    this.source = source;
  }

  /** Questions about definitions that need one answer. */
  @FunctionalInterface
  interface Question<T> {
    T ask(DefinitionReader reader) throws IOException;
  }

  /** The server that is asked from now on. */
  void use(MySqlSource server) {
    if (!server.equals(source)) {
      close();
      source = server;
    }
  }

  <T> T ask(Question<T> question) throws IOException {
    boolean reused = session != null;
    try {
      return question.ask(reader());
    } catch (IOException e) {
      close();
      if (!reused) {
        throw e;
      }
    }
    try {
      // The connection may have been idle for so long that the server closed it.
      return question.ask(reader());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The statements that a stream from a position meets before a place of the binlog. */
  List<Statement> statements(BinlogPosition from, BinlogPosition end) throws IOException {
    return StatementScan.between(source, from, end, scans);
  }

  private DefinitionReader reader() throws IOException {
    DefinitionReader current = reader;
    if (current == null) {
      MySqlSession opened = MySqlSession.open(source, questions);
      session = opened;
      current = new DefinitionReader(opened);
      reader = current;
    }
    return current;
  }

  /** Ends connections, and attempts to make one, at once and for good. Thread-safe. */
  void disconnect() {
    questions.end();
    scans.end();
  }

  @Override
  public void close() {
    MySqlSession open = session;
    session = null;
    reader = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Closing a socket releases it even if it reports a failure.
      }
    }
  }
}
