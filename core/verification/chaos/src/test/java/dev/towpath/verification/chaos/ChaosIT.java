package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.embedded.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A test by a short run; {@link Chaos} makes longer ones. */
final class ChaosIT {
  @Test
  void fewFaultsLoseRepeatAndMisorderNothing(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
    long seed = Long.getLong("towpath.seed", System.nanoTime() & 0xffff);
    var options =
        new Chaos.Options(
            seed,
            Duration.ofSeconds(20),
            1,
            true,
            Plan.faults(""),
            MySqlVersion.MYSQL_8_0,
            directory);

    String lastLine = new Chaos(options, System.out).run();

    assertTrue(lastLine.startsWith(Report.OK), lastLine);
    assertEquals(0, lastLine.lines().skip(1).count());
  }
}
