package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** MariaDB 11.4. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class LostHistoryMariaDbIT extends LostHistoryContract {}
