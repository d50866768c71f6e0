package dev.towpath.ha.zookeeper.internal.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/** The creation of a node's persistent ancestors. Confined to the loop. */
public final class Parents {
  private final Paths paths;
  private final Acls acls;

  public Parents(Settings settings) {
    this.paths = settings.paths();
    this.acls = settings.acls();
  }

  /**
   * The outcome of a creation.
   *
   * @param code OK, or why a node could not be created
   * @param path the path of that node
   */
  public record Outcome(Code code, String path) {

    public boolean isOk() {
      return code == Code.OK;
    }
  }

  /** Creates all missing nodes of {@code paths} and their ancestors. */
  public void createAll(Handle handle, List<String> paths, Consumer<Outcome> then) {
    create(
        handle,
        paths.get(0),
        outcome -> {
          if (outcome.isOk() && paths.size() > 1) {
            createAll(handle, paths.subList(1, paths.size()), then);
          } else {
            then.accept(outcome);
          }
        });
  }

  /** Creates {@code path} and its ancestors if they are missing. */
  public void create(Handle handle, String path, Consumer<Outcome> then) {
    var missing = new ArrayDeque<String>();
    for (int slash = path.length(); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      missing.push(path.substring(0, slash));
    }
    createNext(handle, missing, new Outcome(Code.OK, path), then);
  }

  /** Continues after {@code before}: a node that may not be created may already exist. */
  private void createNext(
      Handle handle, Deque<String> missing, Outcome before, Consumer<Outcome> then) {
    String next = missing.poll();
    if (next == null) {
      then.accept(before);
      return;
    }
    boolean isOurs = next.equals(paths.ha()) || next.startsWith(paths.ha() + "/");
    handle.create(
        next,
        new byte[0],
        isOurs ? acls.ours() : acls.canals(),
        CreateMode.PERSISTENT,
        reply -> {
          switch (reply.code()) {
            case OK, NODEEXISTS -> createNext(handle, missing, new Outcome(Code.OK, next), then);
            case NOAUTH -> createNext(handle, missing, new Outcome(Code.NOAUTH, next), then);
            case NONODE -> then.accept(before.isOk() ? new Outcome(Code.NONODE, next) : before);
            default -> then.accept(new Outcome(reply.code(), next));
          }
        });
  }
}
