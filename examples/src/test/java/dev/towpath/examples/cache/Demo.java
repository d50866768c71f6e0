package dev.towpath.examples.cache;

import dev.towpath.CdcPipeline;
import dev.towpath.PullSink;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.GtidSet;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.InMemoryPositionStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A demonstration of an application that caches prices, while another client changes them in the
 * database. The cache fails for a moment; changes that it refused then are delivered again.
 */
final class Demo {
  private static final long PRODUCTS = 100;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final EmbeddedMySql database;
  private final Map<Long, String> prices = new ConcurrentHashMap<>();
  private final AtomicInteger refusals = new AtomicInteger(2);

  private Demo(EmbeddedMySql database) {
    this.database = database;
  }

  /**
   * The outcome for the application.
   *
   * @param staleBefore the number of stale prices right after the change, without the invalidator
   * @param staleAfter the number of stale prices after the change was applied
   * @param rolledBack how often the cache refused
   */
  record Outcome(long staleBefore, long staleAfter, int rolledBack) {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("cache: " + run(System.out::println));
  }

  static Outcome run(Consumer<String> say) throws InterruptedException {
    say.accept("starting MySQL");
    try (var mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start()) {
      mySql.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.products (id BIGINT PRIMARY KEY, price DECIMAL(10,2) NOT NULL)");
      for (long id = 1; id <= PRODUCTS; id++) {
        mySql.execute("INSERT INTO shop.products VALUES (%d, 9.90)".formatted(id));
      }
      return new Demo(mySql).run();
    }
  }

  private Outcome run() throws InterruptedException {
    LongStream.rangeClosed(1, PRODUCTS).forEach(this::price);
    try (var changes = new PullSink();
        var pipeline = pipeline(changes)) {
      pipeline.start();
      // From here on no change is missed.
      awaitAcknowledged(pipeline);
      database.execute("UPDATE shop.products SET price = price + 1");
      long staleBefore = stale();
      var thread =
          new Thread(
              new CacheInvalidator(changes, "shop.products", "id", this::forget), "invalidator");
      thread.start();
      awaitAcknowledged(pipeline);
      // Closing the sink ends the invalidator.
      return new Outcome(staleBefore, stale(), 2 - refusals.get());
    }
  }

  private CdcPipeline pipeline(PullSink changes) {
    return CdcPipeline.builder()
        .name("cache")
        .source(
            MySqlSource.builder("127.0.0.1", database.port())
                .credentials("root", () -> "")
                .serverId(1001)
                .build())
        .tables(TableFilter.include("shop.products"))
        .sink(changes)
        // A cache is empty after a restart, so there is no position worth keeping.
        .positionStore(new InMemoryPositionStore())
        .build();
  }

  /** Reads and caches a price in one step, so that no change falls in between. */
  private String price(long id) {
    return prices.computeIfAbsent(id, this::priceInDatabase);
  }

  private String priceInDatabase(long id) {
    String query = "SELECT price FROM shop.products WHERE id = " + id;
    return String.valueOf(database.query(query).get(0).get(0));
  }

  private void forget(long id) {
    if (id == PRODUCTS / 2 && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("the cache is out of order");
    }
    prices.remove(id);
  }

  private long stale() {
    return LongStream.rangeClosed(1, PRODUCTS)
        .filter(id -> !price(id).equals(priceInDatabase(id)))
        .count();
  }

  private void awaitAcknowledged(CdcPipeline pipeline) throws InterruptedException {
    String executed = String.valueOf(database.query("SELECT @@global.gtid_executed").get(0).get(0));
    if (!pipeline.awaitAcknowledged(GtidSet.parse(executed), LIMIT)) {
      throw new IllegalStateException("not applied in time: " + pipeline.status());
    }
  }
}
