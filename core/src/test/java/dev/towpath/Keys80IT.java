package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests of keys on MySQL 8.0. */
@OnServer(MySqlVersion.MYSQL_8_0)
final class Keys80IT extends KeysContract {}
