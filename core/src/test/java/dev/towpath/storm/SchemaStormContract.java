package dev.towpath.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A storm with a number of statements and a verdict. {@code -Dtowpath.seed=0} draws another one,
 * any other number repeats it; {@code -Dtowpath.storm.statements} makes it longer.
 */
abstract class SchemaStormContract {
  private static final int STATEMENTS = 120;

  /** A storm that finds something new must not fail the build of someone else's change. */
  private static long seed(MySqlVersion version) {
    return switch (version) {
      case MYSQL_5_7 -> 184702671;
      case MYSQL_8_0 -> 627238151;
      case MYSQL_9 -> 863452814;
      case MARIADB_11_4 -> 7003;
    };
  }

  /** Every row comes with the names, types, labels, values and key it was written with. */
  static void everyRowHasTheDefinitionItWasWrittenWith(MySqlVersion version) throws Exception {
    long given = Long.getLong("towpath.seed", seed(version));
    long seed = given == 0 ? System.nanoTime() : given;
    int statements = Integer.getInteger("towpath.storm.statements", STATEMENTS);
    System.out.println(version + " -Dtowpath.seed=" + seed);
    try (var storm = new SchemaStorm(version, seed)) {
      storm.run(statements);
      System.out.println(storm.summary());
      String name = version.name().toLowerCase(Locale.ROOT);
      storm.report(Path.of("target", "storm", name + ".txt"));
      List<String> misread =
          storm.findings().stream().filter(finding -> finding.startsWith("misread")).toList();
      List<String> stopped =
          storm.findings().stream().filter(finding -> finding.startsWith("stopped")).toList();
      assertEquals(List.of(), misread, () -> version + " -Dtowpath.seed=" + seed);
      assertTrue(
          stopped.size() <= statements / 1000,
          () -> version + " -Dtowpath.seed=" + seed + ": " + stopped);
    }
  }
}
