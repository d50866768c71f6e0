package dev.towpath.internal.snapshot;

import dev.towpath.event.GtidSet;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.TextResult;
import dev.towpath.internal.sql.SqlLiterals;
import java.io.IOException;

/**
 * The proof by GTIDs of MySQL: a transaction is in {@code gtid_executed} only when queries see it.
 */
final class GtidVisibility implements Visibility {
  private static final int PATIENCE_SECONDS = 10;

  @Override
  public void prove(MySqlSession session, Opening opening)
      throws IOException, RefusedTableException {
    GtidSet delivered = opening.position().gtidSet();
    if (session.version().isMariaDb() || delivered == null) {
      throw refused(session);
    }
    TextResult answer =
        session.query(
            "SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, %d), @@GLOBAL.gtid_mode, @@GLOBAL.server_uuid"
                .formatted(SqlLiterals.text(delivered.toString()), PATIENCE_SECONDS));
    if (!"ON".equalsIgnoreCase(answer.get(0, 1))) {
      throw refused(session);
    }
    if (!opening.serverUuid().equals(answer.get(0, 2))) {
      throw new IOException(
          "%s is another server than the one that is followed".formatted(session.source()));
    }
    if (!"0".equals(answer.get(0, 0))) {
      throw new IOException(
          "%s does not show after %d s what its binlog has; a commit on it waits, as for a semi-synchronous replica"
              .formatted(session.source(), PATIENCE_SECONDS));
    }
  }

  private static RefusedTableException refused(MySqlSession session) {
    return new RefusedTableException(
        "%s has no GTIDs of MySQL for every transaction; SET GLOBAL gtid_mode = ON"
            .formatted(session.source()));
  }
}
