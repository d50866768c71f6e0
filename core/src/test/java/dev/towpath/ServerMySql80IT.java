package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests with MySQL 8.0. */
@OnServer(MySqlVersion.MYSQL_8_0)
final class ServerMySql80IT extends ServerContract {}
