package dev.towpath.internal.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.internal.binlog.event.BinlogEvents;
import dev.towpath.internal.binlog.event.StatementContext;
import dev.towpath.internal.change.TemporaryTables.Verdict;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.SqlText;
import dev.towpath.internal.sql.StatementReader;
import org.junit.jupiter.api.Test;

/** Tests that recognise statements about temporary tables. */
final class TemporaryTablesTest {
  private static final ServerDialect MYSQL_5_7 = ServerDialect.of("5.7.22-log");
  private static final ServerDialect MYSQL_8 = ServerDialect.of("8.0.12");
  private static final ServerDialect MARIADB = ServerDialect.of("11.4.5-MariaDB");
  private static final String SWAP = "ALTER TABLE t CHANGE a b INT, CHANGE b a INT";
  private static final int FLAG = 4;

  private final TemporaryTables tables = new TemporaryTables();

  private Verdict of(String sql, int flags, ServerDialect dialect) {
    return of(sql, flags, 7, dialect, "");
  }

  private Verdict of(String sql, int flags, long session, ServerDialect dialect, String more) {
    StatementContext context = BinlogEvents.context(session, flags, more);
    return tables.verdict(StatementReader.of(SqlText.of(sql), 0, dialect, "d"), context, dialect);
  }

  @Test
  void statementThatDoesNotDependOnItsConnectionIsAboutTables() {
    of("CREATE TEMPORARY TABLE t (a INT)", FLAG, MARIADB);

    assertEquals(Verdict.BASE, of(SWAP, 0, MARIADB));
    assertEquals(Verdict.BASE, of("CREATE TABLE u LIKE t", FLAG, MARIADB));
    assertEquals(Verdict.BASE, of("DROP TABLE t", FLAG, MARIADB));
  }

  @Test
  void onlyTheSessionThatCreatedATemporaryTableChangesIt() {
    assertEquals(Verdict.TEMPORARY, of("CREATE TEMPORARY TABLE t (a INT)", FLAG, MARIADB));

    assertEquals(Verdict.TEMPORARY, of(SWAP, FLAG, MARIADB));
    assertEquals(Verdict.DOUBTFUL, of(SWAP, FLAG, 8, MARIADB, ""));
  }

  @Test
  void renamedAndDroppedTemporaryTablesAreFollowed() {
    of("CREATE TEMPORARY TABLE t (a INT)", FLAG, MARIADB);

    assertEquals(Verdict.TEMPORARY, of("RENAME TABLE t TO u", 0, MARIADB));
    assertEquals(Verdict.BASE, of("RENAME TABLE t TO v", 0, MARIADB));
    assertEquals(Verdict.DOUBTFUL, of("RENAME TABLE u TO w, t TO x", 0, MARIADB));
    assertEquals(Verdict.TEMPORARY, of("ALTER TABLE w RENAME TO y", FLAG, MARIADB));
    of("DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `y`", FLAG, MARIADB);
    assertEquals(Verdict.BASE, of("RENAME TABLE y TO z", 0, MARIADB));
  }

  @Test
  void unknownTableIsDecidedByTheAbilitiesOfTheServer() {
    assertEquals(Verdict.TEMPORARY, of(SWAP, FLAG, MYSQL_5_7));
    assertEquals(Verdict.DOUBTFUL, of(SWAP, FLAG, MYSQL_8));
    assertEquals(Verdict.BASE, of(SWAP, FLAG, 7, MYSQL_8, "11 0000000000000000"));
    assertEquals(Verdict.BASE, of("RENAME TABLE t TO u", FLAG, MYSQL_8));
  }

  @Test
  void restartedServerHasNoTemporaryTables() {
    of("CREATE TEMPORARY TABLE t (a INT)", FLAG, MARIADB);

    tables.clear();

    assertEquals(Verdict.DOUBTFUL, of(SWAP, FLAG, MARIADB));
  }
}
