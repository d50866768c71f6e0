package dev.towpath.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import dev.towpath.embedded.ServerException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A storm with a number of statements and a verdict. {@code -Dtowpath.seed=0} draws another one,
 * any other number repeats it; {@code -Dtowpath.storm.statements} makes it longer.
 */
abstract class SchemaStormContract {
  private static final int STATEMENTS = 120;
  private static final int MOST_SERVERS = 4;

  /** A storm that finds something new must not fail the build of someone else's change. */
  private static long seed(MySqlVersion version) {
    return switch (version) {
      case MYSQL_5_7 -> 184702671;
      case MYSQL_8_0 -> 627238151;
      case MYSQL_9 -> 863452814;
      case MARIADB_11_4 -> 7003;
    };
  }

  /**
   * Every row comes with the names, types, labels, values and key it was written with. When the
   * server crashes, which is no fault of a pipeline, the rest is run with another one.
   */
  static void everyRowHasTheDefinitionItWasWrittenWith(MySqlVersion version) throws Exception {
    long given = Long.getLong("towpath.seed", seed(version));
    long seed = given == 0 ? System.nanoTime() : given;
    int statements = Integer.getInteger("towpath.storm.statements", STATEMENTS);
    System.out.println(version + " -Dtowpath.seed=" + seed);
    List<String> findings = new ArrayList<>();
    int left = statements;
    for (int servers = 1; left > 0; servers++) {
      assertTrue(servers <= MOST_SERVERS, () -> version + " crashes again and again");
      try (var storm = new SchemaStorm(version, seed + servers - 1)) {
        left -= run(storm, left);
        System.out.println(storm.summary());
        String name = version.name().toLowerCase(Locale.ROOT) + '-' + servers;
        storm.report(Path.of("target", "storm", name + ".txt"));
        findings.addAll(storm.findings());
      }
    }
    List<String> misread = findings.stream().filter(text -> text.startsWith("misread")).toList();
    List<String> stopped = findings.stream().filter(text -> text.startsWith("stopped")).toList();
    assertEquals(List.of(), misread, () -> version + " -Dtowpath.seed=" + seed);
    assertTrue(
        stopped.size() <= statements / 1000,
        () -> version + " -Dtowpath.seed=" + seed + ": " + stopped);
  }

  /** Returns how many statements the server accepted, all of them unless it crashed. */
  private static int run(SchemaStorm storm, int statements) throws Exception {
    try {
      storm.run(statements);
    } catch (SQLException | ServerException e) {
      if (!storm.hasServerCrashed()) {
        throw e;
      }
      System.out.println("The server crashed (" + e.getMessage() + "); " + storm.last());
    }
    return storm.accepted();
  }
}
