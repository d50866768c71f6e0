package dev.towpath;

import dev.towpath.embedded.MySqlVersion;

/** MySQL 5.7. */
@OnServer(MySqlVersion.MYSQL_5_7)
final class LostHistory57IT extends LostHistoryContract {}
