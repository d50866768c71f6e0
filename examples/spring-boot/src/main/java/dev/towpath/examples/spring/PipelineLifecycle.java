package dev.towpath.examples.spring;

import dev.towpath.CdcPipeline;
import dev.towpath.pipeline.PipelineState;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The pipeline's lifecycle: started after all other beans and stopped before them. On a stop it
 * flushes, saves its position and gives up its lease, within its shutdown timeout.
 */
@Component
class PipelineLifecycle implements SmartLifecycle {
  private final CdcPipeline pipeline;

  PipelineLifecycle(CdcPipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public void start() {
    pipeline.start();
  }

  @Override
  public void stop() {
    pipeline.close();
  }

  @Override
  public boolean isRunning() {
    PipelineState state = pipeline.status().state();
    return state != PipelineState.NEW && !state.isFinal();
  }
}
