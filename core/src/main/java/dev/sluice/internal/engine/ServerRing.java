package dev.sluice.internal.engine;

import dev.sluice.internal.protocol.SourceException;
import dev.sluice.mysql.MySqlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a source, tried in turn. A round ends when one of them sends the binlog, or when
 * all have failed. Used by one thread.
 */
final class ServerRing {
  private static final System.Logger logger = System.getLogger(ServerRing.class.getName());

  private final String pipeline;
  private final List<MySqlSource> servers;
  private final List<SourceException> failures = new ArrayList<>();
  private int index;
  private boolean reported;

  ServerRing(String pipeline, List<MySqlSource> servers) {
    this.pipeline = pipeline;
    this.servers = List.copyOf(servers);
  }

  /** The server to use. */
  MySqlSource current() {
    return servers.get(index);
  }

  /** The current server sends the binlog. */
  void works() {
    failures.clear();
    reported = false;
  }

  /**
   * The current server failed: turns to the next.
   *
   * @return null when that has not been tried in this round, otherwise the failure of all
   */
  @Nullable SourceException failed(SourceException failure) {
    failures.add(failure);
    String from = current().toString();
    index = (index + 1) % servers.size();
    if (failures.size() < servers.size()) {
      logger.log(
          // Once all have failed, that is what is reported, with the reason of each.
          reported ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          () ->
              "pipeline %s: cannot follow %s, trying %s: %s"
                  .formatted(pipeline, from, current(), failure.getMessage()));
      return null;
    }
    List<SourceException> all = List.copyOf(failures);
    failures.clear();
    reported = true;
    return all.size() == 1 ? failure : combined(all);
  }

  /** Permanent, or a lost position, only if no server may do better later. */
  private static SourceException combined(List<SourceException> all) {
    String message =
        "none of the source's %d servers can be followed: ".formatted(all.size())
            + all.stream().map(SourceException::getMessage).collect(Collectors.joining("; "));
    SourceException last = all.get(all.size() - 1);
    if (!all.stream().allMatch(SourceException::isPermanent)) {
      return SourceException.retryable(message, last);
    }
    return all.stream().anyMatch(SourceException::isPositionLost)
        ? SourceException.positionLost(message, last)
        : SourceException.permanent(message, last);
  }
}
