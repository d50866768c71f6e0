package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.CoordinationException;
import dev.towpath.ha.zookeeper.internal.loop.Log;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One candidate for a destination: the future that its {@code acquire} waits for, and the obstacle
 * it was told last. Confined to the loop, except for the future.
 */
final class Candidate {
  private final Candidacy candidacy;
  private final String destination;
  private final CompletableFuture<ZooKeeperLease> elected = new CompletableFuture<>();

  /** The last reported obstacle; empty for none, null before the first report. */
  private @Nullable String told;

  Candidate(Candidacy candidacy, String destination) {
    this.candidacy = candidacy;
    this.destination = destination;
  }

  String destination() {
    return destination;
  }

  CompletableFuture<ZooKeeperLease> elected() {
    return elected;
  }

  /** Tells the pipeline about {@code obstacle}, empty for none, unless it already knows. */
  void tell(String obstacle) {
    if (obstacle.equals(told)) {
      return;
    }
    told = obstacle;
    try {
      if (obstacle.isEmpty()) {
        candidacy.recovered();
      } else {
        candidacy.troubled(new CoordinationException(obstacle));
      }
    } catch (RuntimeException | Error e) {
      Log.LOGGER.log(
          Level.WARNING,
          () ->
              "%s: %s failed when it was told about the coordinator; ignored, correct that class"
                  .formatted(destination, candidacy.getClass().getName()),
          e);
    }
  }

  /** A candidacy that ignores obstacles. */
  record Silent(String pipeline) implements Candidacy {
    @Override
    public long knownEpoch() {
      return 0;
    }

    @Override
    public void troubled(Exception cause) {
      // The log and the health status have it.
    }

    @Override
    public void recovered() {
      // The log and the health status have it.
    }
  }
}
