package dev.towpath.examples.spring;

import dev.towpath.CdcPipeline;
import dev.towpath.failure.Failure;
import dev.towpath.pipeline.PipelineStatus;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** The pipeline's health in {@code /actuator/health}. */
@Component
class PipelineHealth implements HealthIndicator {
  private final CdcPipeline pipeline;

  PipelineHealth(CdcPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Returns DOWN when the pipeline has ended. A standby is UP, and so is a retrying pipeline, with
   * a reason.
   */
  @Override
  public Health health() {
    PipelineStatus status = pipeline.status();
    Health.Builder health = status.state().isFinal() ? Health.down() : Health.up();
    health.withDetail("state", status.state());
    Duration lag = status.lag();
    if (lag != null) {
      health.withDetail("lag", lag.toString());
    }
    Failure failure = status.failure();
    if (failure != null) {
      health.withDetail("failure", String.valueOf(failure.cause().getMessage()));
    }
    return health.build();
  }
}
