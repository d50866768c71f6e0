package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Timeout;

/** Tests of a source that is a replica, MySQL 5.7. */
@Timeout(300)
@OnServer(MySqlVersion.MYSQL_5_7)
final class Standstill57IT extends StandstillContract {}
