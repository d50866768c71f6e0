package dev.towpath.ddl.measure;

import dev.towpath.ddl.TableImage;
import dev.towpath.ddl.TableImage.TableId;
import java.util.Map;

/**
 * A statement that a server accepted and logged, with the tables before and after it. Immutable.
 *
 * @param source its generator, for example {@code random}
 * @param session the settings of its execution
 * @param databases the default character set of each database before it
 * @param before the tables before it
 * @param after the tables after it
 * @param sql its text in the binlog
 */
public record Recorded(
    String source,
    Session session,
    Map<String, String> databases,
    Map<TableId, TableImage> before,
    Map<TableId, TableImage> after,
    String sql) {

  /**
   * The settings that decide how a text is parsed.
   *
   * @param version the server's version
   * @param sqlMode the bits of {@code sql_mode}
   * @param charset the server's default character set
   * @param database the default database; empty if there was none
   */
  public record Session(String version, long sqlMode, String charset, String database) {

    /** Tells whether the server is MariaDB. */
    public boolean isMariaDb() {
      return version.contains("MariaDB");
    }
  }
}
