package dev.towpath.examples.spring;

import dev.towpath.CdcPipeline;
import dev.towpath.filter.TableFilter;
import dev.towpath.micrometer.TowpathMetrics;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.position.InMemoryPositionStore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application that serves the current orders from memory, which a pipeline keeps up to date. */
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
                .startPosition(StartPosition.earliest())
                .build())
        .tables(TableFilter.include("shop.orders"))
        .sink(view)
        // The view is empty after a restart, so it is filled from the beginning.
        .positionStore(new InMemoryPositionStore())
        .build();
  }

  /** Creates the metrics, which Actuator binds to its registry. */
  @Bean
  TowpathMetrics pipelineMetrics(CdcPipeline pipeline) {
    return new TowpathMetrics(pipeline);
  }
}
