package dev.towpath.ddl.measure;

import dev.towpath.ddl.measure.StatementReader.RefusedException;
import dev.towpath.internal.schema.CatalogReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A replay of one corpus to one parser, in a JVM of its own so that heap and time are its own.
 * Arguments: the parser, the corpus, the file that lists differences.
 */
final class Replay {
  private static final int PASSES = 4;

  private final StatementReader reader;
  private final List<Recorded> statements;
  private final List<String> findings = new ArrayList<>();
  private int refused;
  private int misread;
  private int unusable;
  private long nanos;
  private long allocated;

  private Replay(StatementReader reader, List<Recorded> statements) {
    this.reader = reader;
    this.statements = statements;
  }

  /** Prints the result as fields between tabs. */
  public static void main(String[] arguments) throws IOException {
    List<Recorded> statements = Corpus.read(Path.of(arguments[1]));
    boolean mariaDb = !statements.isEmpty() && statements.get(0).session().isMariaDb();
    long before = heap();
    long classesBefore = metaspace();
    var replay = new Replay(reader(arguments[0], mariaDb), statements);
    replay.pass(true);
    long cold = replay.nanos;
    Files.write(Path.of(arguments[2]), replay.findings);
    replay.findings.clear();
    for (int pass = 2; pass <= PASSES; pass++) {
      replay.nanos = 0;
      replay.allocated = 0;
      replay.pass(false);
    }
    double count = Math.max(1, statements.size());
    System.out.println(
        String.join(
            "\t",
            replay.reader.name(),
            "" + statements.size(),
            "" + replay.misread,
            "" + replay.refused,
            "" + replay.unusable,
            "%d".formatted(cold / 1_000_000),
            format(replay.nanos / count / 1000),
            format(replay.allocated / count / 1024),
            format(Math.max(0, heap() - before) / 1e6),
            format((metaspace() - classesBefore) / 1e6),
            format(jars(replay.reader) / 1e6)));
  }

  private static String format(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private static StatementReader reader(String name, boolean mariaDb) {
    return switch (name) {
      case "towpath" -> new CatalogReader();
      case "druid" -> new DruidReader();
      case "debezium" -> new DebeziumReader(mariaDb);
      default -> throw new IllegalArgumentException("no parser is called " + name);
    };
  }

  private void pass(boolean first) {
    for (Recorded statement : statements) {
      String finding = read(statement, first);
      if (first && finding != null) {
        findings.add(finding + "\n    " + statement.sql().replace("\n", "\n    "));
      }
    }
  }

  private @Nullable String read(Recorded statement, boolean first) {
    if (!isUsable(statement)) {
      unusable += first ? 1 : 0;
      return null;
    }
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = thread.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    String refusal = null;
    try {
      reader.apply(statement);
    } catch (RefusedException e) {
      refusal = String.valueOf(e.getMessage());
    }
    nanos += System.nanoTime() - start;
    allocated += thread.getCurrentThreadAllocatedBytes() - bytes;
    return first ? judge(statement, refusal) : null;
  }

  /** Tells whether the model can hold the tables before a statement. */
  private boolean isUsable(Recorded statement) {
    try {
      reader.prepare(statement);
    } catch (RuntimeException e) {
      return false;
    }
    return Verdict.difference(before(statement), reader) == null;
  }

  private @Nullable String judge(Recorded statement, @Nullable String refusal) {
    if (refusal != null) {
      refused++;
      return "refused " + statement.source() + ": " + refusal.lines().findFirst().orElse("");
    }
    String difference = Verdict.difference(statement, reader);
    if (difference == null) {
      return null;
    }
    misread++;
    return "misread " + statement.source() + ": " + difference;
  }

  /** Returns a statement that changes nothing. */
  private static Recorded before(Recorded statement) {
    return new Recorded(
        statement.source(),
        statement.session(),
        statement.databases(),
        statement.before(),
        statement.before(),
        "");
  }

  private static long heap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  private static long jars(StatementReader reader) throws IOException {
    long bytes = 0;
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(entry);
      String name = String.valueOf(jar.getFileName());
      if (name.endsWith(".jar") && reader.jars().stream().anyMatch(name::startsWith)) {
        bytes += Files.size(jar);
      }
    }
    return bytes;
  }
}
