package dev.towpath.sink.rocketmq.internal.text;

import dev.towpath.event.StatementEvent;
import java.util.Set;

/**
 * canal's view of a statement: its type, and the first table it concerns. It is recognised by the
 * first words; any other statement is a {@code QUERY}, as in canal.
 *
 * @param type one of canal's {@code EventType} names
 * @param database the database of the table, or the default one
 * @param table the table; after a rename its new name; empty when there is none
 */
public record DdlStatement(String type, String database, String table) {
  private static final Set<String> ROW_CHANGES = Set.of("INSERT", "UPDATE", "DELETE");

  /** Returns canal's view of the change. */
  public static DdlStatement of(StatementEvent change) {
    String session = change.session().database();
    String database = session.isEmpty() ? change.database() : session;
    DdlStatement parsed = new CanalDdlParser(SqlWords.of(change.sql()), database).parse();
    String table = change.table();
    return table == null || !parsed.table.isEmpty() || parsed.type.equals("QUERY")
        ? parsed
        : new DdlStatement(parsed.type, change.database(), table);
  }

  /**
   * Returns whether canal sets {@code isDdl}: for everything but row changes logged as statements.
   */
  public boolean isDdl() {
    return !ROW_CHANGES.contains(type);
  }
}
