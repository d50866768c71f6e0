package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Tests of keys on MySQL 9. */
@Tag("servers")
@OnServer(MySqlVersion.MYSQL_9)
final class KeysMySql9IT extends KeysContract {}
