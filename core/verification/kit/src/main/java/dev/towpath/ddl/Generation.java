package dev.towpath.ddl;

import dev.towpath.embedded.MySqlVersion;

/**
 * A generation of servers, which decides what a statement may contain.
 *
 * @param server the server that stands for it
 */
public record Generation(MySqlVersion server) {

  /** Tells whether it is MariaDB. */
  public boolean isMariaDb() {
    return server == MySqlVersion.MARIADB_11_4;
  }

  /** Tells whether it is MySQL 8.0 or later. */
  public boolean isMySql8() {
    return server == MySqlVersion.MYSQL_8_0 || isMySql9();
  }

  /** Tells whether it is MySQL 9. */
  public boolean isMySql9() {
    return server == MySqlVersion.MYSQL_9;
  }
}
