package dev.towpath.storm;

import dev.towpath.embedded.MySqlVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A storm on the servers that every build has. */
@Tag("storm")
@Tag("long")
class SchemaStormIT extends SchemaStormContract {
  @ParameterizedTest
  @EnumSource(
      value = MySqlVersion.class,
      names = {"MYSQL_5_7", "MYSQL_8_0"})
  void rowsKeepTheirDefinitions(MySqlVersion version) throws Exception {
    everyRowHasTheDefinitionItWasWrittenWith(version);
  }
}
