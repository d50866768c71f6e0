package dev.sluice;

import dev.sluice.embedded.MySqlVersion;

/** Tests of keys on MySQL 5.7. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class Keys57IT extends KeysContract {}
