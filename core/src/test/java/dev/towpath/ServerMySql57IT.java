package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** Tests with MySQL 5.7, whose binlog has no names of columns. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class ServerMySql57IT extends ServerContract {}
