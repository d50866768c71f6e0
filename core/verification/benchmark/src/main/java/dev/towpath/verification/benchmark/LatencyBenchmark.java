package dev.towpath.verification.benchmark;

import dev.towpath.embedded.EmbeddedMySql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A benchmark of the latency from the statement that writes a row to a follower. It writes 1,000
 * inserts a second, each a transaction, for {@code benchmark.seconds} (default 20), after {@value
 * #WARM_UP_SECONDS} seconds of warm-up. A pipeline and a plain connector follow in turn, each in a
 * JVM of its own, {@code benchmark.rounds} times (default 5).
 */
public final class LatencyBenchmark {
  private static final List<String> FOLLOWERS = List.of(LatencyRun.TOWPATH, LatencyRun.CONNECTOR);
  private static final int PER_SECOND = 1_000;
  private static final int WARM_UP_SECONDS = 5;
  private static final String INSERT = "INSERT INTO bench.latency VALUES (?, ?)";

  private final EmbeddedMySql server;
  private final int seconds;
  private int lastId;

  private LatencyBenchmark(EmbeddedMySql server, int seconds) {
    this.server = server;
    this.seconds = seconds;
  }

  /** Runs the benchmark; throws if anything fails. */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.getInteger("benchmark.rounds", 5);
    int seconds = Integer.getInteger("benchmark.seconds", 20);
    List<Result> results = new ArrayList<>();
    var nothing = new Options(1, 1, List.of(), 0, "1g");
    try (Source source = Source.start(nothing, line -> System.out.println("# " + line))) {
      var benchmark = new LatencyBenchmark(source.server(), seconds);
      for (int round = 0; round < rounds; round++) {
        for (String follower : FOLLOWERS) {
          Result result = benchmark.run(follower, source.position());
          System.out.println(result.json());
          results.add(result);
        }
      }
    }
    report(results);
    System.exit(0);
  }

  /** Writes while a follower runs, which gets all rows, the first ones late. */
  private Result run(String follower, Stretch from) throws Exception {
    int uncounted = WARM_UP_SECONDS * PER_SECOND;
    int rows = uncounted + seconds * PER_SECOND;
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                List<String> arguments =
                    List.of(
                        follower,
                        String.valueOf(rows),
                        String.valueOf(uncounted),
                        String.valueOf(from.port()),
                        from.file(),
                        String.valueOf(from.offset()));
                return Child.run(LatencyRun.class, "256m", arguments);
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    write(rows);
    return Result.parse(line.get(60, TimeUnit.SECONDS));
  }

  private void write(int rows) throws SQLException {
    try (Connection connection = server.connection();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      long start = System.nanoTime();
      for (int i = 0; i < rows; i++) {
        long due = start + i * (TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        insert.setInt(1, ++lastId);
        insert.setLong(2, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        insert.executeUpdate();
      }
    }
  }

  private static void report(List<Result> results) {
    System.out.printf("%n%-12s %10s %10s %10s   (ms)%n", "contestant", "p50", "p99", "max");
    for (String follower : FOLLOWERS) {
      System.out.printf(
          Locale.ROOT,
          "%-12s %10.3f %10.3f %10.3f%n",
          follower,
          median(results, follower, "p50_ms"),
          median(results, follower, "p99_ms"),
          median(results, follower, "max_ms"));
    }
    System.out.printf(
        Locale.ROOT,
        "%nLATENCY p50 above the connector: %.3f ms%n",
        median(results, LatencyRun.TOWPATH, "p50_ms")
            - median(results, LatencyRun.CONNECTOR, "p50_ms"));
  }

  private static double median(List<Result> results, String follower, String figure) {
    double[] sorted =
        results.stream()
            .filter(result -> result.contestant().equals(follower))
            .mapToDouble(result -> result.figure(figure))
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }
}
