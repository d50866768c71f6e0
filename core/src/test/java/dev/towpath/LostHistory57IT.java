package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Timeout;

/** MySQL 5.7. */
@Timeout(300)
@OnServer(MySqlVersion.MYSQL_5_7)
final class LostHistory57IT extends LostHistoryContract {}
