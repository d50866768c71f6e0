package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Tests of a source that is a replica, MySQL 9.7 or later. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class StandstillMySql9IT extends StandstillContract {}
