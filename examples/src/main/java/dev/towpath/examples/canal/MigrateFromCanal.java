package dev.towpath.examples.canal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** A program that runs the destinations of canal's {@code conf/} directory. */
public final class MigrateFromCanal {
  private static final String DRY_RUN = "--dry-run";
  private static final String IGNORE = "--ignore-unsupported";

  private MigrateFromCanal() {}

  /**
   * Reports the treatment of each setting and the position of each destination. Unless it is a dry
   * run, it then runs them until one stops or the process is asked to end.
   *
   * @param arguments the directory; {@code --dry-run} to report only; {@code --ignore-unsupported}
   *     to run in spite of unsupported settings
   */
  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    if (options.isEmpty() || options.get(0).startsWith("--")) {
      System.err.println("give canal's conf directory, and " + DRY_RUN + " to change nothing");
      System.exit(2);
    }
    CanalConf conf = CanalConf.read(Path.of(options.get(0)), CanalConf::systemOverrides);
    try (Migration migration = Migration.of(conf)) {
      int unsupported = report(conf, migration, System.out);
      if (options.contains(DRY_RUN)) {
        return;
      }
      if (unsupported > 0 && !options.contains(IGNORE)) {
        System.err.println("not started: do what is said above, or add " + IGNORE);
        System.exit(2);
      }
      // The process ends after its hooks: this one waits until all destinations are handed over.
      Runtime.getRuntime().addShutdownHook(new Thread(migration::close, "hand-over"));
      migration.start();
      migration.awaitStopped();
    }
  }

  /** Prints the report; returns how many settings are not supported. */
  static int report(CanalConf conf, Migration migration, PrintStream out) throws Exception {
    Report report = Report.of(conf);
    out.print(report);
    for (String destination : conf.own().keySet()) {
      out.printf("destination %s: position: %s%n", destination, migration.position(destination));
    }
    int unsupported = report.with(Fate.NOT_SUPPORTED).size();
    out.printf(
        "%d taken over, %d differ, %d meaningless here, %d not supported, %d unknown%n",
        report.with(Fate.TAKEN_OVER).size(),
        report.with(Fate.DIFFERS).size(),
        report.with(Fate.MEANINGLESS).size(),
        unsupported,
        report.with(Fate.UNKNOWN).size());
    return unsupported;
  }
}
