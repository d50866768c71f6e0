package dev.sluice.examples.spring;

import dev.sluice.CdcPipeline;
import dev.sluice.filter.TableFilter;
import dev.sluice.micrometer.SluiceMetrics;
import dev.sluice.mysql.MySqlSource;
import dev.sluice.mysql.StartPosition;
import dev.sluice.position.InMemoryPositionStore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Serves the current orders from memory, where a pipeline keeps them up to date. */
@SpringBootApplication(proxyBeanMethods = false)
public final class OrdersApplication {

  /** Runs the application. */
  public static void main(String[] arguments) {
    SpringApplication.run(OrdersApplication.class, arguments);
  }

  @Bean
  CdcPipeline pipeline(
      OrderView view,
      @Value("${shop.mysql.host}") String host,
      @Value("${shop.mysql.port}") int port,
      @Value("${shop.mysql.user}") String user,
      @Value("${shop.mysql.password}") String password) {
    return CdcPipeline.builder()
        .name("orders")
        .source(
            MySqlSource.builder(host, port)
                .credentials(user, () -> password)
                .serverId(1001)
                .startFrom(StartPosition.earliest())
                .build())
        .tables(TableFilter.include("shop.orders"))
        .sink(view)
        // The view is empty after a restart, so it is filled again from the start.
        .positionStore(new InMemoryPositionStore())
        .build();
  }

  /** Actuator binds every such bean to its registry. */
  @Bean
  SluiceMetrics pipelineMetrics(CdcPipeline pipeline) {
    return new SluiceMetrics(pipeline);
  }
}
