package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests of a source that is a replica, MySQL 5.7. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class Standstill57IT extends StandstillContract {}
