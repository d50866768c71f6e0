package dev.towpath.internal.engine;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import java.util.ArrayList;
import java.util.List;

/** The lease of a history, which checks that the gate is asked before every effect. */
final class HistoryLease implements Lease {
  private final HistoryWorld world;
  private final long epoch;
  private final List<Runnable> actions = new ArrayList<>();
  boolean suspect;
  boolean revokesOnWait;
  boolean revoked;
  boolean closed;

  /** Whether the gate was found open since the last effect. */
  private boolean asked;

  /** The step at which it became invalid. */
  int invalidSince;

  HistoryLease(HistoryWorld world, long epoch) {
    this.world = world;
    this.epoch = epoch;
  }

  void lose() {
    if (!revoked) {
      revoked = true;
      invalidSince = world.now();
    }
  }

  void revoke() {
    lose();
    List<Runnable> due = List.copyOf(actions);
    actions.clear();
    due.forEach(Runnable::run);
  }

  /** Records an external effect. */
  void effect(String what) {
    boolean invalid = suspect || revoked || closed;
    if (!asked || (invalid && invalidSince != world.now())) {
      throw world.violation(
          what
              + " without asking the gate, under "
              + (invalid ? "an invalid" : "a valid")
              + " lease");
    }
    asked = false;
  }

  @Override
  public String pipeline() {
    return "scripted";
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean isValid() {
    world.step("gate");
    asked = !suspect && !revoked && !closed;
    return asked;
  }

  @Override
  public void await() throws InterruptedException {
    world.step("wait for the lease");
    if (Thread.interrupted()) {
      throw new InterruptedException("in a wait for the lease");
    }
    if (suspect && revokesOnWait) {
      revoke();
      Thread.interrupted();
    }
    if (revoked) {
      throw new LeaseLostException("revoked");
    }
    suspect = false;
    asked = true;
  }

  @Override
  public void onRevoked(Runnable action) {
    actions.add(action);
    if (revoked) {
      revoke();
    }
  }

  @Override
  public void close() {
    closed = true;
    invalidSince = world.now();
  }
}
