package dev.towpath.storm;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A storm on the servers that are downloaded. */
@Tag("servers")
class SchemaStormServersIT extends SchemaStormContract {
  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_9", "MARIADB_11_4"})
  void rowsKeepTheirDefinitions(MySqlVersion version) throws Exception {
    everyRowHasTheDefinitionItWasWrittenWith(version);
  }
}
