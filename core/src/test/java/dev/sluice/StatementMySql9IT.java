package dev.sluice;

import dev.sluice.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Statements of MySQL 9.7 or later. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class StatementMySql9IT extends StatementContract {}
