package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests of a source that is a replica, MySQL 8.0. */
@OnServer(MySqlVersion.MYSQL_8_0)
final class Standstill80IT extends StandstillContract {}
