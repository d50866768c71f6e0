package dev.towpath.internal.engine;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The JFR events of a pipeline; almost free while no recording runs. */
final class JfrEvents {

  private JfrEvents() {}

  /** The fields common to all events. */
  @Category("Towpath")
  @StackTrace(false)
  abstract static class PipelineEvent extends Event {
    @Label("Pipeline")
    final String pipeline;

    PipelineEvent(String pipeline) {
      this.pipeline = pipeline;
    }
  }

  /** The event of a batch handed to the sink; its duration is the time of the write. */
  @Name("dev.towpath.BatchWritten")
  @Label("Batch Written")
  static final class BatchWritten extends PipelineEvent {
    @Label("Events")
    int events;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Attempt")
    int attempt;

    BatchWritten(String pipeline) {
      super(pipeline);
    }
  }

  /** The event of a flush of the sink; its duration is the time of the flush. */
  @Name("dev.towpath.Flush")
  @Label("Flush")
  static final class Flush extends PipelineEvent {
    @Label("Events")
    int events;

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Position")
    String position = "";

    Flush(String pipeline) {
      super(pipeline);
    }
  }

  /** The event of a saved position; its duration is the time of the save. */
  @Name("dev.towpath.PositionSaved")
  @Label("Position Saved")
  static final class PositionSaved extends PipelineEvent {
    @Label("Position")
    final String position;

    PositionSaved(String pipeline, String position) {
      super(pipeline);
      this.position = position;
    }
  }

  /** The event of a change of the pipeline's state. */
  @Name("dev.towpath.StateChange")
  @Label("State Change")
  static final class StateChange extends PipelineEvent {
    @Label("From")
    final String from;

    @Label("To")
    final String to;

    StateChange(String pipeline, String from, String to) {
      super(pipeline);
      this.from = from;
      this.to = to;
    }
  }

  /** The event of a failure. */
  @Name("dev.towpath.Failure")
  @Label("Failure")
  static final class Failed extends PipelineEvent {
    @Label("Stage")
    final String stage;

    @Label("Message")
    final String message;

    @Label("Attempt")
    final int attempt;

    @Label("Decision")
    final String decision;

    Failed(String pipeline, String stage, String message, int attempt, String decision) {
      super(pipeline);
      this.stage = stage;
      this.message = message;
      this.attempt = attempt;
      this.decision = decision;
    }
  }
}
