package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.loop.WaitTimes;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import dev.towpath.ha.zookeeper.state.ConnectionHealth;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The reporter of session outages. It reports two seconds after the start of an outage and
 * repeatedly while it lasts, with the state of each server. Confined to the loop.
 */
final class OutageWatch {
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration REPETITION = Duration.ofSeconds(5);
  private static final Problems.Subject CONNECTION = Problems.Subject.ofSession("connection");

  private final Settings settings;
  private final Loop loop;
  private final Problems problems;
  private final BooleanSupplier hasSession;
  private boolean isOut;
  private long outage;

  OutageWatch(Settings settings, Loop loop, Problems problems, BooleanSupplier hasSession) {
    this.settings = settings;
    this.loop = loop;
    this.problems = problems;
    this.hasSession = hasSession;
  }

  /** Notes that no request can be sent from now on. */
  void began() {
    if (!isOut) {
      isOut = true;
      long begun = ++outage;
      loop.after(WaitTimes.least(GRACE, settings.sessionTimeout()), () -> diagnose(begun));
    }
  }

  /** Notes that requests can be sent again. */
  void ended() {
    isOut = false;
    problems.resolved(CONNECTION);
  }

  /** Notes that no client object can be opened. */
  void clientFailed(Throwable why) {
    problems.report(
        CONNECTION,
        ConnectionHealth.State.FAILED,
        ("the ZooKeeper client for '%s' cannot be opened: %s. Check the connect string and the"
                + " settings of TLS and SASL; it is retried")
            .formatted(settings.connectString(), why));
  }

  /** Stops reporting for good. */
  void close() {
    isOut = false;
  }

  private void diagnose(long observed) {
    if (!lasts(observed)) {
      return;
    }
    Aside.run(
        "diagnosis",
        loop,
        () -> {
          String remarks = Reachability.explain(settings.connectString());
          loop.execute(() -> diagnosed(observed, remarks));
        });
    // Not in the task: the repetition must not depend on that thread.
    loop.after(REPETITION, () -> diagnose(observed));
  }

  private void diagnosed(long observed, String remarks) {
    if (lasts(observed)) {
      problems.report(
          CONNECTION,
          hasSession.getAsBoolean()
              ? ConnectionHealth.State.DEGRADED
              : ConnectionHealth.State.CONNECTING,
          "no ZooKeeper session with '%s': %s. Check the connect string and that the servers are up"
                  .formatted(settings.connectString(), remarks)
              + " and have a quorum; candidates wait until then");
    }
  }

  private boolean lasts(long observed) {
    return isOut && observed == outage;
  }
}
