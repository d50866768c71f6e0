package dev.towpath.testkit;

import dev.towpath.coordination.Candidacy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A candidacy that keeps all reports. Thread-safe. */
public final class TestCandidacy implements Candidacy {
  private final String pipeline;
  private final long knownEpoch;
  private final List<Exception> troubles = new CopyOnWriteArrayList<>();

  /** Creates a candidacy of a pipeline that knows of an epoch, or of none if it is 0. */
  public TestCandidacy(String pipeline, long knownEpoch) {
    this.pipeline = pipeline;
    this.knownEpoch = knownEpoch;
  }

  @Override
  public String pipeline() {
    return pipeline;
  }

  @Override
  public long knownEpoch() {
    return knownEpoch;
  }

  @Override
  public void troubled(Exception cause) {
    troubles.add(cause);
  }

  @Override
  public void recovered() {
    // Earlier reports are kept.
  }

  /** Returns every trouble that was reported, in order. */
  public List<Exception> troubles() {
    return List.copyOf(troubles);
  }
}
