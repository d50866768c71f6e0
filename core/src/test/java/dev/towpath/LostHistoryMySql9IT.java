package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** MySQL 9.7 or later. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class LostHistoryMySql9IT extends LostHistoryContract {}
