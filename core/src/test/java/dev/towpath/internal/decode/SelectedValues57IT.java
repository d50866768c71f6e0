package dev.towpath.internal.decode;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** Tests of rows that MySQL 5.7 returns to queries. */
class SelectedValues57IT extends SelectedValuesContract {
  SelectedValues57IT(@TempDir Path directory) throws SQLException {
    super(MySqlVersion.MYSQL_5_7, "5.7.22", directory);
  }

  @Override
  TableLayout layout(TableMap map, ValueServer of) {
    return of.tables().layoutByDefinition(map);
  }
}
