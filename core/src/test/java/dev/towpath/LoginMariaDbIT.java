package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.embedded.MySqlVersion;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logins at a MariaDB, whose accounts may have several plugins. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class LoginMariaDbIT extends PipelineTestBase {

  @Test
  void theOldPasswordIsTriedWhereThePasswordIsAskedForFirst() throws Exception {
    assertRotates("mysql_native_password USING PASSWORD('secret') OR unix_socket");
  }

  @Test
  void theOldPasswordIsTriedWhereThePasswordIsAskedForLast() throws Exception {
    assertRotates("unix_socket OR mysql_native_password USING PASSWORD('secret')");
  }

  private void assertRotates(String plugins) throws InterruptedException {
    mysql.execute(
        "CREATE OR REPLACE USER two@'%' IDENTIFIED VIA " + plugins,
        "GRANT SELECT, REPLICATION SLAVE, BINLOG MONITOR ON *.* TO two@'%'");
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(
        pipeline()
            .source(source().rotatingCredentials("two", () -> List.of("new", "secret")).build()));

    sql("INSERT INTO t VALUES (1)");

    assertEquals(List.of("1"), PipelineIT.ids(awaitRows(1)));
  }
}
