package dev.towpath;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;

/** Tests of keys on MariaDB. */
@Tag("servers")
@OnServer(MySqlVersion.MARIADB_11_4)
final class KeysMariaDbIT extends KeysContract {}
