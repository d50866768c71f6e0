package dev.towpath.ha.zookeeper.internal.tree;

import dev.towpath.ha.zookeeper.internal.loop.ClockReading;
import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.StaticHostProvider;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One ZooKeeper client object. It serves at most one session; all its requests belong to that
 * session. Thread-safe; replies and events arrive on the loop.
 */
public final class Handle {
  private final Client client;
  private final Loop loop;
  private final Ticker ticker;
  private final Events events;
  private final ClockReading opened;
  private final boolean reattached;
  private boolean answered;

  private Handle(Client client, Loop loop, Ticker ticker, Events events, boolean reattached) {
    this.client = client;
    this.loop = loop;
    this.ticker = ticker;
    this.events = events;
    this.reattached = reattached;
    this.opened = ticker.now();
  }

  /** The content and metadata of a node. */
  public static final class Node {
    private final byte[] data;
    private final Stat stat;

    private Node(byte[] data, Stat stat) {
      this.data = data;
      this.stat = stat;
    }

    public byte[] data() {
      return data;
    }

    public Stat stat() {
      return stat;
    }
  }

  /** Opens a new session, in the background. */
  public static Handle open(Settings settings, Loop loop, Ticker ticker, Events events)
      throws IOException {
    var relay = new Relay(loop, events);
    var client = new Client(settings, relay);
    return prepared(new Handle(client, loop, ticker, events, false), settings, relay);
  }

  /** Continues the session of {@code other}, in the background. */
  public static Handle reattach(
      Settings settings, Loop loop, Ticker ticker, Events events, Handle other) throws IOException {
    var relay = new Relay(loop, events);
    var client = new Client(settings, relay, other.sessionId(), other.client.getSessionPasswd());
    return prepared(new Handle(client, loop, ticker, events, true), settings, relay);
  }

  private static Handle prepared(Handle handle, Settings settings, Relay relay) {
    byte[] credentials = settings.acls().credentials();
    if (credentials != null) {
      handle.client.addAuthInfo("digest", credentials);
    }
    relay.startFor(handle);
    return handle;
  }

  public long sessionId() {
    return client.getSessionId();
  }

  /** Returns the session timeout that the server granted, in milliseconds; 0 before that. */
  public int sessionTimeoutMillis() {
    return client.getSessionTimeout();
  }

  /** Returns whether it was opened for an existing session. */
  public boolean isReattached() {
    return reattached;
  }

  /** Returns whether a server has accepted it. Confined to the loop. */
  public boolean isAnswered() {
    return answered;
  }

  public void markAnswered() {
    answered = true;
  }

  public ClockReading opened() {
    return opened;
  }

  /** Returns the client object. */
  public ZooKeeper client() {
    return client;
  }

  public void exists(String path, boolean watch, Consumer<Reply<Stat>> then) {
    ClockReading sent = ticker.now();
    client.exists(
        path,
        watch,
        (code, p, c, stat) -> reply(then, new Reply<>(Code.get(code), stat, sent)),
        null);
  }

  public void read(String path, Consumer<Reply<Node>> then) {
    read(path, false, then);
  }

  public void read(String path, boolean watch, Consumer<Reply<Node>> then) {
    ClockReading sent = ticker.now();
    client.getData(
        path,
        watch,
        (code, p, c, data, stat) -> {
          Code result = Code.get(code);
          byte[] bytes = data == null ? new byte[0] : data;
          reply(then, new Reply<>(result, result == Code.OK ? new Node(bytes, stat) : null, sent));
        },
        null);
  }

  public void children(String path, boolean watch, Consumer<Reply<List<String>>> then) {
    ClockReading sent = ticker.now();
    client.getChildren(
        path,
        watch,
        (int code, String p, Object c, List<String> names) ->
            reply(then, new Reply<>(Code.get(code), names, sent)),
        null);
  }

  public void write(String path, byte[] data, int version, Consumer<Reply<Stat>> then) {
    ClockReading sent = ticker.now();
    client.setData(
        path,
        data,
        version,
        (code, p, c, stat) -> reply(then, new Reply<>(Code.get(code), stat, sent)),
        null);
  }

  public void create(
      String path, byte[] data, List<ACL> acl, CreateMode mode, Consumer<Reply<String>> then) {
    ClockReading sent = ticker.now();
    client.create(
        path,
        data,
        acl,
        mode,
        (code, p, c, name) -> reply(then, new Reply<>(Code.get(code), name, sent)),
        null);
  }

  public void delete(String path, int version, Consumer<Reply<String>> then) {
    ClockReading sent = ticker.now();
    client.delete(
        path, version, (code, p, c) -> reply(then, new Reply<>(Code.get(code), p, sent)), null);
  }

  /** Carries out all operations or none, through the quorum. */
  public void multi(List<Op> operations, Consumer<Reply<List<OpResult>>> then) {
    ClockReading sent = ticker.now();
    client.multi(
        operations,
        (code, p, c, results) -> {
          var reply = new Reply<>(Code.get(code), results, sent);
          reply(written -> answered(then, written), reply);
        },
        null);
  }

  private void answered(Consumer<Reply<List<OpResult>>> then, Reply<List<OpResult>> reply) {
    if (!reply.isUnknown()) {
      events.written(this);
    }
    then.accept(reply);
  }

  /**
   * Ends the session and deletes its ephemeral nodes; may block for longer than the session
   * timeout.
   */
  public void close() throws InterruptedException {
    client.close();
  }

  /** Drops the connection and keeps the session; may block for a moment. */
  public void abandon() {
    client.abandon();
  }

  private <T> void reply(Consumer<Reply<T>> then, Reply<T> reply) {
    loop.execute(
        () -> {
          if (!reply.isUnknown()) {
            events.answered(this, reply.sent());
          }
          then.accept(reply);
        });
  }

  @Override
  public String toString() {
    return "session 0x" + Long.toHexString(sessionId());
  }

  /** A receiver of a handle's events, on the loop. */
  public interface Events {
    /** Receives a watch event or a change of the connection. */
    void on(Handle handle, WatchedEvent event);

    /** Notes that a server answered a request sent at {@code sent}. */
    void answered(Handle handle, ClockReading sent);

    /** Notes that a quorum answered a write, even if it refused it. */
    void written(Handle handle);
  }

  /** The only watcher of a handle, so that each event arrives once. */
  private static final class Relay implements Watcher {
    private final Loop loop;
    private final Events events;
    private @Nullable Handle owner;

    Relay(Loop loop, Events events) {
      this.loop = loop;
      this.events = events;
    }

    /** Sets the handle; called on the loop, and therefore before the first event is handled. */
    void startFor(Handle handle) {
      owner = handle;
    }

    @Override
    public void process(WatchedEvent event) {
      loop.execute(() -> events.on(Objects.requireNonNull(owner), event));
    }
  }

  /** A client whose connection can be dropped without ending the session. */
  @SuppressWarnings("try") // close() of the superclass declares InterruptedException
  private static final class Client extends ZooKeeper {

    Client(Settings settings, Watcher watcher) throws IOException {
      super(
          settings.connectString(),
          settings.sessionTimeoutMillis(),
          watcher,
          settings.security().configuration());
    }

    Client(Settings settings, Watcher watcher, long sessionId, byte[] password) throws IOException {
      super(
          settings.connectString(),
          settings.sessionTimeoutMillis(),
          watcher,
          sessionId,
          password,
          false,
          new StaticHostProvider(
              new ConnectStringParser(settings.connectString()).getServerAddresses()),
          settings.security().configuration());
    }

    void abandon() {
      cnxn.disconnect();
    }
  }
}
