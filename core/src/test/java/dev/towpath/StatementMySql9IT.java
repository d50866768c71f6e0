package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of statements of MySQL 9.7 or later. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class StatementMySql9IT extends StatementContract {

  @Override
  List<String> rewritten() {
    List<String> script =
        new ArrayList<>(List.of("SET SESSION sql_generate_invisible_primary_key = ON"));
    script.addAll(converted("CREATE TABLE lö (ä INT, ö INT)"));
    script.addAll(converted("INSERT INTO lö VALUES (1, 2)"));
    return script;
  }

  @Override
  List<String> onlyHere() {
    List<String> script = new ArrayList<>(super.onlyHere());
    script.addAll(
        List.of(
            "CREATE TABLE v ENGINE=InnoDB COMMENT='START TRANSACTION' AS SELECT 1 AS `é`, 'é' AS b",
            "CREATE TABLE v2 AS SELECT * FROM v"));
    return script;
  }

  @Test
  void statementTheServerRewroteHasItsOwnQuotesAndEscapes() throws Exception {
    assertQuotesAndEscapesOfTheServer();
  }
}
