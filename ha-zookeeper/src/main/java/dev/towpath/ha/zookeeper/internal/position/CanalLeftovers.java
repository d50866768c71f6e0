package dev.towpath.ha.zookeeper.internal.position;

import dev.towpath.ha.zookeeper.internal.loop.Log;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Canal state below a destination that canal would honour and this library ignores. Each term logs
 * it once. Confined to the loop.
 */
public final class CanalLeftovers {
  private CanalLeftovers() {}

  /** Reads the state in the background and logs what it finds. */
  static void report(Context context, Handle handle, String destination) {
    int client = context.settings().clientId();
    String filter = context.paths().canalFilter(destination, client);
    handle.read(
        filter,
        reply -> {
          if (reply.isOk() && reply.value().data().length > 0) {
            Log.LOGGER.log(Level.WARNING, () -> filterRemark(filter, reply.value().data()));
          }
        });
    String marks = context.paths().canalMarks(destination, client);
    handle.children(
        marks,
        false,
        reply -> {
          if (reply.isOk() && !reply.value().isEmpty()) {
            Log.LOGGER.log(Level.WARNING, () -> marksRemark(marks, reply.value().size()));
          }
        });
  }

  public static String filterRemark(String path, byte[] content) {
    return "%s holds the table filter '%s', which canal prefers to its settings; it is ignored here: set the pipeline's filter and delete the node"
        .formatted(path, new String(content, StandardCharsets.UTF_8));
  }

  public static String marksRemark(String path, int batches) {
    return "%s holds %d batches that a client of canal did not acknowledge; they are ignored here, because their events follow the cursor and are delivered again: delete the node"
        .formatted(path, batches);
  }
}
