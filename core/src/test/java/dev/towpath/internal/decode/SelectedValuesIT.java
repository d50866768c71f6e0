package dev.towpath.internal.decode;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** Tests of rows that MySQL 8.0 returns to queries. */
class SelectedValuesIT extends SelectedValuesContract {
  SelectedValuesIT(@TempDir Path directory) throws SQLException {
    super(MySqlVersion.MYSQL_8_0, "8.0.12", directory);
  }

  @Override
  TableLayout layout(TableMap map, ValueServer of) {
    // This version does not tell the character set of labels.
    return map.isSelfDescribing() && !map.name().endsWith("labels")
        ? TableLayout.ofMetadata(map)
        : of.tables().layoutByDefinition(map);
  }
}
