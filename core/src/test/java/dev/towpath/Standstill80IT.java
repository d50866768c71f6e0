package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Tests of a source that is a replica, MySQL 8.0. */
@OnServer(MySqlVersion.MYSQL_8_0)
@Tag("long")
final class Standstill80IT extends StandstillContract {}
