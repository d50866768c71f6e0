package dev.towpath.coordination;

import dev.towpath.testkit.TestLease;
import java.util.HashMap;
import java.util.Map;

/** A coordinator for rivals within one process. Thread-safe. */
final class InProcessCoordinator implements Coordinator {
  private final Map<String, TestLease> held = new HashMap<>();
  private long epoch;

  @Override
  public synchronized Lease acquire(String pipeline) throws InterruptedException {
    while (held.containsKey(pipeline)) {
      wait();
    }
    var lease = new TestLease(pipeline, ++epoch);
    held.put(pipeline, lease);
    return new Handle(lease);
  }

  void revoke(Lease lease) {
    TestLease state = ((Handle) lease).lease;
    state.revoke();
    end(state);
  }

  private synchronized void end(TestLease lease) {
    if (held.remove(lease.pipeline(), lease)) {
      notifyAll();
    }
  }

  /** A lease that releases the pipeline when it is closed. */
  private final class Handle implements Lease {
    private final TestLease lease;

    Handle(TestLease lease) {
      this.lease = lease;
    }

    @Override
    public String pipeline() {
      return lease.pipeline();
    }

    @Override
    public long epoch() {
      return lease.epoch();
    }

    @Override
    public boolean isValid() {
      return lease.isValid();
    }

    @Override
    public void await() throws InterruptedException {
      lease.await();
    }

    @Override
    public void onRevoked(Runnable action) {
      lease.onRevoked(action);
    }

    @Override
    public void close() {
      lease.close();
      end(lease);
    }
  }
}
