package dev.sluice;

import dev.sluice.embedded.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Statements of MySQL 9.7 or later. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class StatementMySql9IT extends StatementContract {

  @Override
  List<String> onlyHere() {
    List<String> script = new ArrayList<>(super.onlyHere());
    script.addAll(
        List.of(
            "CREATE TABLE v ENGINE=InnoDB COMMENT='START TRANSACTION' AS SELECT 1 AS `é`, 'é' AS b",
            "CREATE TABLE v2 AS SELECT * FROM v"));
    return script;
  }
}
