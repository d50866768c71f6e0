package dev.towpath.ha.zookeeper.internal.cluster;

import dev.towpath.coordination.CoordinationException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.internal.election.RunningJson;
import dev.towpath.ha.zookeeper.internal.position.CanalLeftovers;
import dev.towpath.ha.zookeeper.internal.position.CursorJson;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.ha.zookeeper.state.ClusterState;
import dev.towpath.ha.zookeeper.state.DestinationState;
import dev.towpath.ha.zookeeper.state.DestinationState.Leader;
import dev.towpath.ha.zookeeper.state.DestinationState.SavedPosition;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a {@link ClusterState}. All requests are sent at once; a concurrent change may or
 * may not be seen. Confined to the loop.
 */
public final class ClusterReading {
  private final Context context;
  private final Paths paths;
  private final Handle handle;
  private final boolean watch;
  private final int client;

  /**
   * Prepares a reading.
   *
   * @param watch whether to set watches on the nodes of members and leaders
   */
  public ClusterReading(Context context, Handle handle, boolean watch) {
    this.context = context;
    this.paths = context.paths();
    this.handle = handle;
    this.watch = watch;
    this.client = context.settings().clientId();
  }

  public CompletableFuture<ClusterState> start() {
    CompletableFuture<List<String>> members = children(paths.cluster(), watch);
    CompletableFuture<List<String>> canals = children(paths.destinations(), watch);
    CompletableFuture<List<String>> ours = children(paths.ha(), false);
    return canals.thenCombine(ours, ClusterReading::union).thenCompose(all -> read(all, members));
  }

  private static Set<String> union(List<String> some, List<String> others) {
    var all = new LinkedHashSet<>(some);
    all.addAll(others);
    return all;
  }

  private CompletableFuture<ClusterState> read(
      Set<String> names, CompletableFuture<List<String>> members) {
    List<CompletableFuture<DestinationState>> reading = names.stream().map(this::read).toList();
    return CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new))
        .thenCombine(
            members,
            (done, addresses) -> {
              Map<String, DestinationState> states = new HashMap<>();
              reading.forEach(state -> states.put(state.join().destination(), state.join()));
              Instant now = Instant.ofEpochMilli(context.ticker().now().wallMillis());
              return new ClusterState(now, addresses, states);
            });
  }

  private CompletableFuture<DestinationState> read(String destination) {
    if (watch) {
      // Only this request can watch a missing node.
      handle.exists(paths.running(destination), true, reply -> {});
    }
    var running = node(paths.running(destination));
    var members = children(paths.destinationCluster(destination), watch);
    var epoch = stat(paths.epoch(destination));
    var ours = node(paths.cursor(destination, client));
    var canals = node(paths.canalCursor(destination, client));
    var consumer = node(paths.clientRunning(destination, client));
    var filter = node(paths.canalFilter(destination, client));
    var marks = children(paths.canalMarks(destination, client), false);
    return CompletableFuture.allOf(running, members, epoch, ours, canals, consumer, filter, marks)
        .thenApply(
            done -> {
              var remarks = new ArrayList<String>();
              Leader leader = leader(running.join(), remarks);
              Stat epochStat = epoch.join();
              remains(destination, filter.join(), marks.join(), remarks);
              return new DestinationState(
                  destination,
                  leader,
                  members.join(),
                  epochStat == null || epochStat.getVersion() == 0 ? 0 : epochStat.getMzxid(),
                  ours(destination, ours.join(), remarks),
                  canals(destination, canals.join(), remarks),
                  consumer(consumer.join()),
                  remarks);
            });
  }

  private static @Nullable Leader leader(Handle.@Nullable Node node, List<String> remarks) {
    if (node == null) {
      return null;
    }
    Instant since = Instant.ofEpochMilli(node.stat().getCtime());
    try {
      RunningJson json = RunningJson.read(node.data());
      String address = Objects.requireNonNullElse(json.address(), "");
      return new Leader(address, json.node() == null, json.active(), since);
    } catch (IOException e) {
      remarks.add("the running node cannot be read: " + e.getMessage());
      return new Leader("", true, true, since);
    }
  }

  private static @Nullable String consumer(Handle.@Nullable Node node) {
    try {
      return node == null ? null : RunningJson.read(node.data()).address();
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable SavedPosition ours(
      String destination, Handle.@Nullable Node node, List<String> remarks) {
    if (node == null || node.data().length == 0) {
      return null;
    }
    try {
      CursorJson json = CursorJson.read(node.data());
      return saved(json.checkpoint().position(), json.token(), node);
    } catch (IOException e) {
      remarks.add(paths.cursor(destination, client) + " cannot be read: " + e.getMessage());
      return null;
    }
  }

  private @Nullable SavedPosition canals(
      String destination, Handle.@Nullable Node node, List<String> remarks) {
    if (node == null || node.data().length == 0) {
      return null;
    }
    try {
      return saved(CanalCursor.read(node.data()), 0, node);
    } catch (IOException e) {
      remarks.add(paths.canalCursor(destination, client) + " cannot be read: " + e.getMessage());
      return null;
    }
  }

  private static SavedPosition saved(BinlogPosition position, long epoch, Handle.Node node) {
    return new SavedPosition(position, epoch, Instant.ofEpochMilli(node.stat().getMtime()));
  }

  private void remains(
      String destination, Handle.@Nullable Node filter, List<String> marks, List<String> remarks) {
    if (filter != null && filter.data().length > 0) {
      String path = paths.canalFilter(destination, client);
      remarks.add(CanalLeftovers.filterRemark(path, filter.data()));
    }
    if (!marks.isEmpty()) {
      remarks.add(CanalLeftovers.marksRemark(paths.canalMarks(destination, client), marks.size()));
    }
  }

  private CompletableFuture<List<String>> children(String path, boolean watched) {
    return this.<List<String>>ask(path, (p, then) -> handle.children(p, watched, then))
        .thenCompose(
            names -> {
              if (names == null && watched) {
                return childrenOfNew(path);
              }
              return CompletableFuture.completedFuture(
                  Objects.requireNonNullElse(names, List.of()));
            });
  }

  /** Watches the creation of a missing node, which has no children to watch. */
  private CompletableFuture<List<String>> childrenOfNew(String path) {
    return this.<Stat>ask(path, (p, then) -> handle.exists(p, true, then))
        .thenCompose(
            stat ->
                stat == null ? CompletableFuture.completedFuture(List.of()) : children(path, true));
  }

  private CompletableFuture<Handle.@Nullable Node> node(String path) {
    return ask(path, handle::read);
  }

  private CompletableFuture<@Nullable Stat> stat(String path) {
    return ask(path, (p, then) -> handle.exists(p, false, then));
  }

  /** Sends one request; the result is null if there is no such node. */
  private <T> CompletableFuture<@Nullable T> ask(
      String path, BiConsumer<String, Consumer<Reply<T>>> request) {
    var asked = new CompletableFuture<@Nullable T>();
    request.accept(
        path,
        reply -> {
          if (reply.isOk() || reply.code() == Code.NONODE) {
            asked.complete(reply.isOk() ? reply.value() : null);
          } else {
            asked.completeExceptionally(
                new CoordinationException(
                    "ZooKeeper at '%s' did not answer the request to read %s: %s"
                        .formatted(context.settings().connectString(), path, reply.code())));
          }
        });
    return asked;
  }
}
