package dev.towpath.internal.snapshot;

import dev.towpath.internal.protocol.MySqlSession;
import java.io.IOException;

/**
 * A proof that a query sees every transaction that the stream has delivered. A server hands a
 * transaction to readers of its binlog before queries see it, so that without proof a row that is
 * read may be older than the stream.
 */
public interface Visibility {

  /**
   * Waits until queries of the session see everything before the opening of a window.
   *
   * @throws IOException if that cannot be proven now; trying again may help
   * @throws RefusedTableException if it can never be proven on this server
   */
  void prove(MySqlSession session, Opening opening) throws IOException, RefusedTableException;
}
