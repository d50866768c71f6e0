package dev.towpath.ha.zookeeper.internal.schema;

import dev.towpath.coordination.LeaseLostException;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperLease;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Handle;
import dev.towpath.ha.zookeeper.internal.tree.Parents;
import dev.towpath.ha.zookeeper.internal.tree.Reply;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The stored history of definitions, as used in one term. Pieces of entries are in nodes of their
 * own; a head node says which of them count. Every write carries the guards of the term; the write
 * of the head node accepts an entry. Used by one thread at a time, never the loop.
 */
final class SchemaNodes {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** The number of guards, which come first in every transaction. */
  private static final int GUARDS = 2;

  private final ZooKeeperLease lease;
  private final Context context;
  private final String path;
  private SchemaNode current = SchemaNode.EMPTY;
  private int version;
  private long sequence;

  SchemaNodes(ZooKeeperLease lease, Context context) {
    this.lease = lease;
    this.context = context;
    this.path = context.paths().schema(lease.destination());
  }

  /** Returns the lease of the term. */
  ZooKeeperLease lease() {
    return lease;
  }

  List<byte[]> load() throws IOException, InterruptedException {
    // After its answer, the server that we read from has seen every write of earlier terms.
    transact(List.of());
    createIfMissing();
    Handle.Node node = readNode();
    SchemaNode found = decoded(node);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < found.pieces(); i++) {
      chunks.add(readChunk(piece(found.generation(), i)));
    }
    List<byte[]> entries = joined(chunks);
    current = found;
    version = node.stat().getVersion();
    removeOthers();
    return entries;
  }

  private SchemaNode decoded(Handle.Node node) throws UnusableStoreException {
    try {
      return SchemaNode.read(node.data());
    } catch (IOException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  private List<byte[]> joined(List<byte[]> chunks) throws UnusableStoreException {
    try {
      return EntryChunks.join(chunks);
    } catch (IOException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  private byte[] readChunk(String node) throws IOException, InterruptedException {
    Reply<Handle.Node> reply = answered(node);
    if (reply.code() == Code.NONODE) {
      throw damaged(node + " is missing", null);
    }
    return required(node, reply).data();
  }

  private UnusableStoreException damaged(@Nullable String why, @Nullable IOException cause) {
    return new UnusableStoreException(
        "the table definitions in ZooKeeper's %s cannot be used: %s; delete the node with its children, and they are read from the server again"
            .formatted(path, why),
        cause);
  }

  void append(byte[] entry) throws IOException, InterruptedException {
    store(current.generation(), current.pieces(), EntryChunks.of(entry));
  }

  void replace(List<byte[]> entries) throws IOException, InterruptedException {
    List<byte[]> pieces = new ArrayList<>();
    entries.forEach(entry -> pieces.addAll(EntryChunks.of(entry)));
    store(current.generation() + 1, 0, pieces);
    removeOthers();
  }

  private void store(long generation, int from, List<byte[]> pieces)
      throws IOException, InterruptedException {
    for (int i = 0; i < pieces.size(); i++) {
      put(piece(generation, from + i), pieces.get(i));
    }
    int count = from + pieces.size();
    accept(new SchemaNode(lease.epoch(), ++sequence, generation, count));
  }

  /** Writes a node, which may exist from a write that was never accepted. */
  private void put(String node, byte[] content) throws IOException, InterruptedException {
    Op create = Op.create(node, content, context.settings().acls().ours(), CreateMode.PERSISTENT);
    Reply<List<OpResult>> reply = transact(List.of(create));
    if (reply.code() == Code.NODEEXISTS) {
      reply = transact(List.of(Op.setData(node, content, -1)));
    }
    if (!reply.isOk()) {
      throw refused("write " + node, reply.code());
    }
  }

  private void accept(SchemaNode next) throws IOException, InterruptedException {
    byte[] content = next.write();
    Reply<List<OpResult>> reply = transact(List.of(Op.setData(path, content, version)));
    if (!reply.isOk() && reply.code() != Code.BADVERSION) {
      throw refused("write " + path, reply.code());
    }
    Handle.Node node = readNode();
    if (!decoded(node).equals(next)) {
      throw new IOException(
          path + " was written by another client while epoch " + next.token() + " leads");
    }
    current = next;
    version = node.stat().getVersion();
  }

  private void createIfMissing() throws IOException, InterruptedException {
    Parents.Outcome made = request((handle, then) -> context.parents().create(handle, path, then));
    if (!made.isOk() && made.code() != Code.NODEEXISTS) {
      throw refused("create " + made.path(), made.code());
    }
  }

  private Handle.Node readNode() throws IOException, InterruptedException {
    return required(path, answered(path));
  }

  private Handle.Node required(String node, Reply<Handle.Node> reply) throws IOException {
    if (!reply.isOk()) {
      throw refused("read " + node, reply.code());
    }
    return reply.value();
  }

  /** Reads a node and retries until a server has said whether it exists. */
  private Reply<Handle.Node> answered(String node) throws IOException, InterruptedException {
    while (true) {
      Reply<Handle.Node> reply = request((handle, then) -> handle.read(node, then));
      if (!reply.isUnknown()) {
        return reply;
      }
      pause();
    }
  }

  /** Removes pieces of earlier generations and of writes that were never accepted. */
  private void removeOthers() throws InterruptedException, IOException {
    String prefix = "%010d-".formatted(current.generation());
    List<String> children =
        request(
            (handle, then) ->
                handle
                    .client()
                    .getChildren(
                        path,
                        false,
                        (code, p, c, names) -> then.accept(names == null ? List.of() : names),
                        null));
    for (String child : children) {
      boolean counts =
          child.startsWith(prefix)
              && child.compareTo(prefix + "%010d".formatted(current.pieces())) < 0;
      if (!counts) {
        // The next term removes the rest.
        transact(List.of(Op.delete(path + '/' + child, -1)));
      }
    }
  }

  private String piece(long generation, int index) {
    return path + "/%010d-%010d".formatted(generation, index);
  }

  /**
   * Carries out operations if the term still lasts; retries until the outcome is known. An
   * operation whose answer was lost may prove to be done.
   */
  private Reply<List<OpResult>> transact(List<Op> operations)
      throws IOException, InterruptedException {
    while (true) {
      Reply<List<OpResult>> reply =
          request(
              (handle, then) -> {
                List<Op> all = new ArrayList<>(lease.guards(context.paths()));
                all.addAll(operations);
                handle.multi(all, then);
              });
      if (reply.isUnknown()) {
        pause();
        continue;
      }
      int failed = Reply.failedOperation(reply);
      if (reply.isOk() || failed >= GUARDS || failed < 0) {
        return reply;
      }
      guardFailed(failed, reply.code());
    }
  }

  /** Handles a refused guard: another instance leads, or the election has to look. */
  private void guardFailed(int guard, Code code) throws IOException, InterruptedException {
    context.loop().execute(() -> lease.refused(guard, code));
    Reply<Stat> epoch =
        request(
            (handle, then) ->
                handle.exists(context.paths().epoch(lease.destination()), false, then));
    if (epoch.isOk() && epoch.value().getMzxid() > lease.epoch()) {
      throw new StaleEpochException(lease.destination(), lease.epoch(), epoch.value().getMzxid());
    }
    pause();
  }

  /** Sends a request over the session of the lease, as soon as it is connected. */
  private <T> T request(BiConsumer<Handle, Consumer<T>> request)
      throws IOException, InterruptedException {
    while (true) {
      requireLive();
      var answer = new CompletableFuture<@Nullable T>();
      boolean asked =
          context
              .loop()
              .execute(
                  () -> {
                    Handle handle = context.session().connectedAs(lease.sessionId());
                    if (handle == null) {
                      answer.complete(null);
                    } else {
                      request.accept(handle, answer::complete);
                    }
                  });
      if (!asked) {
        throw new LeaseLostException(lease + " is lost: the ZooKeeperHa is closed");
      }
      T given = await(answer);
      if (given != null) {
        return given;
      }
      pause();
    }
  }

  private <T> @Nullable T await(CompletableFuture<@Nullable T> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get(2L * context.session().timeoutMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IOException("a request about " + path + " failed: " + e.getCause(), e);
    }
  }

  private void requireLive() {
    if (!lease.isLive()) {
      throw new LeaseLostException(lease + " is lost: " + lease.endedBecause());
    }
  }

  private void pause() throws InterruptedException {
    requireLive();
    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
  }

  private IOException refused(String intention, Code code) {
    return new IOException(
        "ZooKeeper at '%s' refused to %s: %s; check digest(user, password) and the ACLs"
            .formatted(context.settings().connectString(), intention, code));
  }
}
