package dev.towpath.verification.suites;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.MySqlVersion;
import dev.towpath.embedded.ServerException;
import dev.towpath.embedded.TestSuites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run of a server's own test scripts, whose changes a pipeline applies to a replica. All tables
 * are compared before each DROP and after each script. It is set by properties: {@code
 * suites.servers}, {@code suites.only} (a regular expression for paths of scripts), {@code
 * suites.each} (every n-th script), {@code suites.directory} (unpacked suites), {@code
 * suites.report} (a directory).
 */
final class Suites {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DEFAULT_ONLY =
      "^(t|main|suite/(innodb|gcol|vcol|json|jp|parts|funcs_1|gis|engines/funcs|engines/iuds|versioning|period|sql_sequence|compat/oracle|collations|max_parts|maria|innodb_fts|innodb_gis|binlog|heap|csv|archive)(/t)?)/";

  private final MySqlVersion version;
  private final Path root;
  private Replication replication;
  private Comparison comparison;
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Integer> skipped = new TreeMap<>();
  private final Path report;
  private int scripts;
  private int timeouts;
  private int stopped;
  private int differing;
  private int crashes;
  private long rows;
  private long tables;
  private long statements;
  private long failed;
  private boolean changed;
  private @Nullable String finding;

  private Suites(MySqlVersion version) throws IOException, SQLException, InterruptedException {
    this.version = version;
    String directory = property("directory", "");
    this.root = directory.isEmpty() ? TestSuites.of(version) : Path.of(directory);
    Path reports = Files.createDirectories(Path.of(property("report", "target/suites")));
    this.report = reports.resolve(version.name().toLowerCase(Locale.ROOT) + ".txt");
    Files.deleteIfExists(report);
    this.replication = new Replication(version);
    this.comparison = new Comparison(replication.source(), replication.replica());
    reset();
  }

  /** Runs the suites. */
  public static void main(String[] arguments) throws Exception {
    for (String name : property("servers", "MYSQL_9,MARIADB_11_4").split(",", -1)) {
      MySqlVersion version = MySqlVersion.valueOf(name);
      var suites = new Suites(version);
      try {
        suites.run();
      } finally {
        suites.watch.shutdownNow();
        suites.close();
      }
    }
    System.exit(0);
  }

  private static String property(String name, String otherwise) {
    String value = System.getProperty("suites." + name, "");
    return value.isEmpty() ? otherwise : value;
  }

  private void run() throws IOException, SQLException, InterruptedException {
    Pattern only = Pattern.compile(property("only", DEFAULT_ONLY));
    int each = Integer.parseInt(property("each", "1"));
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files =
          walk.filter(file -> file.toString().endsWith(".test"))
              .filter(file -> only.matcher(root.relativize(file).toString()).find())
              .sorted()
              .toList();
    }
    for (int i = 0; i < files.size(); i += each) {
      String reason = reasonToSkip(files.get(i));
      if (reason == null) {
        runGuarded(files.get(i));
      } else {
        skipped.merge(reason, 1, Integer::sum);
      }
    }
    count();
    System.out.println(summary());
  }

  private String summary() {
    return ("%s: %d scripts run, %d skipped %s, %d cut short; %d statements (%d refused or left"
            + " out), %d row changes, %d comparisons of a table; %d scripts with a difference,"
            + " %d that stopped the pipeline, %d that ended a server")
        .formatted(
            version,
            scripts,
            skipped.values().stream().mapToInt(count -> count).sum(),
            skipped,
            timeouts,
            statements,
            failed,
            rows,
            tables,
            differing,
            stopped,
            crashes);
  }

  private static @Nullable String reasonToSkip(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.test$", "");
    for (String options : List.of("-master.opt", ".opt", ".cnf", "-slave.opt")) {
      if (Files.exists(file.resolveSibling(name + options))) {
        return "options";
      }
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return Forbidden.script(text) ? "unlogged" : null;
  }

  private void run(Path file) throws IOException, SQLException, InterruptedException {
    finding = null;
    changed = true;
    String name = root.relativize(file).toString();
    boolean skips = false;
    try (var interpreter = new Interpreter(replication.source(), root, this::beforeStatement)) {
      ScheduledFuture<?> alarm =
          watch.schedule(interpreter::abort, LIMIT.toSeconds(), TimeUnit.SECONDS);
      try {
        interpreter.run(Script.read(file));
      } catch (SkipException e) {
        skips = finding == null;
        if (skips) {
          skipped.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        }
      } catch (SQLException e) {
        timeouts++;
      } finally {
        alarm.cancel(false);
        statements += interpreter.statements();
        failed += interpreter.failed();
      }
    }
    scripts += skips ? 0 : 1;
    if (finding == null) {
      compare();
    }
    if (finding != null) {
      report(name + ": " + finding);
      System.out.println(version + " " + name + ": " + finding.lines().findFirst().orElse(""));
    }
    reset();
  }

  private void report(String finding) throws IOException {
    Files.writeString(report, finding + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Runs a script that may crash a server: scripts of a later version trigger its bugs. */
  private void runGuarded(Path file) throws IOException, SQLException, InterruptedException {
    try {
      run(file);
    } catch (ServerException | SQLException | IllegalStateException e) {
      if (replication.isAlive()) {
        throw e;
      }
      crashes++;
      report(root.relativize(file) + ": ended the server: " + e.getMessage());
      count();
      close();
      replication = new Replication(version);
      comparison = new Comparison(replication.source(), replication.replica());
      reset();
    }
  }

  /** Adds the counts of the present servers. */
  private void count() {
    rows += replication.rows();
    tables += comparison.tables();
  }

  /** Compares before tables are dropped, if there were changes since the last comparison. */
  private void beforeStatement(String sql) throws SkipException {
    if (finding != null) {
      throw new SkipException("ended by a finding");
    }
    if (!changed || !(sql.startsWith("DROP TABLE") || sql.startsWith("DROP DATABASE"))) {
      changed |= !sql.startsWith("SELECT") && !sql.startsWith("DROP") && !sql.startsWith("SHOW");
      return;
    }
    changed = false;
    try {
      compare();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot compare before " + sql, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkipException("interrupted");
    }
  }

  private void compare() throws SQLException, InterruptedException {
    String stop = replication.catchUp();
    if (stop != null) {
      stopped++;
      finding = "stopped: " + stop;
      return;
    }
    List<String> differences = comparison.differences();
    if (!differences.isEmpty()) {
      differing++;
      finding = "differs: " + String.join("\n    ", differences);
    }
  }

  /** Empties both servers and starts a pipeline without state. */
  private void reset() throws SQLException, InterruptedException {
    replication.end();
    for (EmbeddedMySql server : List.of(replication.source(), replication.replica())) {
      for (List<?> row :
          server.query(
              "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN"
                  + " ('mysql', 'sys', 'information_schema', 'performance_schema')")) {
        server.execute(
            "SET foreign_key_checks = 0",
            "DROP DATABASE `" + String.valueOf(row.get(0)).replace("`", "``") + "`");
      }
      server.execute("CREATE DATABASE test", "CREATE DATABASE mtr");
    }
    replication.begin();
  }

  private void close() throws SQLException {
    comparison.close();
    replication.close();
  }
}
