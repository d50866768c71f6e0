package dev.towpath.examples.spring;

import dev.towpath.CdcPipeline;
import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.pipeline.PipelineState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A demonstration that runs the application on a MySQL server, queries it over HTTP, and shuts it
 * down.
 */
final class Demo {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Demo() {}

  /**
   * The application's answers.
   *
   * @param after the state of the pipeline after the application's shutdown
   */
  record Outcome(String orders, String health, String metric, PipelineState after) {}

  public static void main(String[] arguments) throws Exception {
    run(System.out::println);
  }

  static Outcome run(Consumer<String> say) throws Exception {
    say.accept("starting MySQL");
    try (var mySql = EmbeddedMySql.builder().options("--binlog-row-metadata=FULL").start()) {
      mySql.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, status VARCHAR(20) NOT NULL)",
          "INSERT INTO shop.orders VALUES (1, 'new'), (2, 'new'), (3, 'new')",
          "UPDATE shop.orders SET status = 'paid' WHERE id = 2",
          "DELETE FROM shop.orders WHERE id = 3");
      var application = new SpringApplication(OrdersApplication.class);
      CdcPipeline pipeline;
      Outcome outcome;
      try (ConfigurableApplicationContext context =
          application.run(
              "--server.port=0",
              "--shop.mysql.port=" + mySql.port(),
              "--shop.mysql.user=root",
              "--shop.mysql.password=")) {
        pipeline = context.getBean(CdcPipeline.class);
        outcome = ask(context.getEnvironment().getRequiredProperty("local.server.port"));
      }
      outcome =
          new Outcome(
              outcome.orders(), outcome.health(), outcome.metric(), pipeline.status().state());
      say.accept("/orders: " + outcome.orders());
      say.accept("/actuator/health: " + outcome.health());
      say.accept("/actuator/metrics/towpath.batches: " + outcome.metric());
      say.accept("after the shutdown the pipeline is " + outcome.after());
      return outcome;
    }
  }

  private static Outcome ask(String port) throws IOException, InterruptedException {
    String root = "http://127.0.0.1:" + port;
    String expected = "{\"1\":\"new\",\"2\":\"paid\"}";
    long deadline = System.nanoTime() + LIMIT.toNanos();
    String orders = get(root + "/orders");
    while (!orders.equals(expected) && System.nanoTime() < deadline) {
      Thread.sleep(50);
      orders = get(root + "/orders");
    }
    return new Outcome(
        orders,
        get(root + "/actuator/health"),
        get(root + "/actuator/metrics/towpath.batches"),
        PipelineState.NEW);
  }

  private static String get(String url) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
