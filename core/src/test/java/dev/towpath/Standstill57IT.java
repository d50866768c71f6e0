package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Tests of a source that is a replica, MySQL 5.7. */
@OnServer(MySqlVersion.MYSQL_5_7)
@Tag("long")
final class Standstill57IT extends StandstillContract {}
