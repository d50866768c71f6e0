package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests of keys on MySQL 5.7. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class Keys57IT extends KeysContract {}
