package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.position.ResetWatch;
import dev.towpath.internal.binlog.position.ServerBinlog;
import dev.towpath.internal.binlog.position.StartPositions;
import dev.towpath.internal.binlog.server.Replication;
import dev.towpath.internal.binlog.server.ReplicationChannel;
import dev.towpath.internal.binlog.server.ServerFacts;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.binlog.stream.DumpRequest;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.EndableConnection;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.ReceiveBuffers;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.PositionLostPolicy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a binlog over successive connections. Each continues at the end of the last
 * transaction that was read completely. Used by the reading thread, except where it says otherwise.
 */
final class BinlogFollower {
  private static final System.Logger logger = Loggers.SOURCE;

  /** Enough to make the hand-over cheap, few enough not to delay events. */
  private static final int CHUNK_EVENTS = 2048;

  private static final int CHUNK_BYTES = 256 << 10;
  private static final int LEAST_EXPECTED = 16;

  private final EngineConfig config;
  private final StreamQueue queue;
  private final Runnable streams;
  private final EndableConnection connection = new EndableConnection();
  private int expected = LEAST_EXPECTED;
  private boolean streaming;
  private boolean restart;
  private @Nullable BinlogPosition next;
  private @Nullable MySqlSource followed;
  private volatile @Nullable BinlogPosition received;
  private volatile Instant lastHeard;

  /**
   * Creates a follower without a connection.
   *
   * @param start the position to resume at; null to begin at the configured start
   * @param streams runs each time the server sends part of its binlog
   */
  BinlogFollower(
      EngineConfig config, StreamQueue queue, @Nullable BinlogPosition start, Runnable streams) {
    this.config = config;
    this.queue = queue;
    this.next = start;
    this.streams = streams;
    this.lastHeard = config.clock().instant();
  }

  /** Returns the end of the last transaction that was read completely. Thread-safe. */
  @Nullable BinlogPosition received() {
    return received;
  }

  /** Returns the time at which the server last sent anything. Thread-safe. */
  Instant lastHeard() {
    return lastHeard;
  }

  /** Returns the position to resume at; null until the configured start was found. */
  @Nullable BinlogPosition next() {
    return next;
  }

  /** Returns whether the latest connection has delivered any part of the binlog. */
  boolean isStreaming() {
    return streaming;
  }

  /** Makes the next connection continue where the policy for lost positions says. */
  void restartElsewhere() {
    restart = true;
  }

  /**
   * Follows the binlog of a server until it is closed.
   *
   * @param mustMove whether the server is skipped if it is a replica that stands still
   * @param connected told when the server begins to send
   * @throws StandstillException if it is skipped
   */
  void follow(MySqlSource server, boolean mustMove, Runnable connected)
      throws IOException, InterruptedException {
    streaming = false;
    try (MySqlSession open = MySqlSession.open(server, connection)) {
      if (mustMove) {
        requireMoving(open);
      }
      var resets = new ResetWatch(open);
      BinlogStream stream = connect(open);
      connected.run();
      while (!connection.isEnded()) {
        BinlogEvent last = readChunk(open, stream);
        if (EventType.isHeartbeat(last.type())) {
          resets.check();
        }
      }
    }
  }

  private void requireMoving(MySqlSession open) throws IOException {
    Replication replication = Replication.read(open);
    if (replication.isUnlogged()) {
      throw new StandstillException(
          "%s is a replica with %s".formatted(open.source(), replication.unlogged()), null);
    }
    List<ReplicationChannel> standing = replication.standing();
    if (standing.isEmpty()) {
      return;
    }
    var binlog = new ServerBinlog(open, ServerFacts.check(open), config.name());
    GtidSet reached = binlog.reached();
    // Other servers may just have been the primary before.
    boolean isPrimary = replication.mayBePromoted() && binlog.hasOwn(reached);
    if (!isPrimary) {
      throw new StandstillException(replication.describe(standing.get(0)), reached);
    }
  }

  private BinlogStream connect(MySqlSession open) throws IOException, InterruptedException {
    ServerFacts facts = ServerFacts.check(open);
    BinlogPosition position = start(new ServerBinlog(open, facts, config.name()));
    BinlogStream stream = DumpRequest.send(open, facts, position, config.name());
    // The end of an outage has a line of its own.
    boolean isKnown = open.source().equals(followed);
    followed = open.source();
    logger.log(
        isKnown ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
        () ->
            "pipeline %s: following %s (%s) from %s"
                .formatted(
                    config.name(), open.source(), open.version().text(), position.summary()));
    queue.put(
        new StreamItem.Connected(
            position, open.source(), facts.serverUuid(), facts.describesRows()));
    return stream;
  }

  private BinlogPosition start(ServerBinlog binlog) throws IOException, InterruptedException {
    BinlogPosition position = next;
    if (position != null && restart) {
      position = skipGap(binlog, position);
    } else if (position == null) {
      position = StartPositions.resolve(binlog, config.source().startPosition());
    }
    next = position;
    position = StartPositions.resume(config.name(), binlog, position);
    next = position;
    return position;
  }

  private BinlogPosition skipGap(ServerBinlog binlog, BinlogPosition lost)
      throws IOException, InterruptedException {
    PositionLostPolicy policy = config.source().positionLostPolicy();
    BinlogPosition resumed = StartPositions.restart(binlog, lost, policy);
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: CHANGES ARE LOST between %s and %s (%s)"
                .formatted(config.name(), lost.summary(), resumed.summary(), policy));
    queue.put(new StreamItem.LostRange(lost, resumed));
    restart = false;
    return resumed;
  }

  /**
   * Reads the available events; those before a failure are handed over, too.
   *
   * @return the last event
   */
  private BinlogEvent readChunk(MySqlSession open, BinlogStream stream)
      throws IOException, InterruptedException {
    List<BinlogEvent> events = new ArrayList<>(expected);
    BinlogEvent last = null;
    BinlogPosition end = null;
    long bytes = 0;
    int read = 0;
    try {
      do {
        last = stream.next();
        read++;
        bytes += last.size();
        if (!last.onlyOpens()) {
          events.add(last);
        }
        if (last.position() != null) {
          end = last.position();
        }
      } while (read < CHUNK_EVENTS && bytes < CHUNK_BYTES && open.hasPacket());
      return last;
    } finally {
      if (last != null) {
        expected = Math.max(LEAST_EXPECTED, events.size());
        heard(last);
        handOver(open, events);
        // Only now, because events that were not handed over have to be read again.
        if (end != null) {
          next = end;
          received = end;
        }
      }
    }
  }

  private void heard(BinlogEvent last) {
    lastHeard = config.clock().instant();
    // The dump sends artificial events even before it fails; only events of the binlog prove that
    // it works.
    if (!last.isArtificial()) {
      streaming = true;
      streams.run();
    }
  }

  private void handOver(MySqlSession open, List<BinlogEvent> events) throws InterruptedException {
    if (events.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (BinlogEvent event : events) {
      bytes += event.size();
    }
    List<byte[]> received = open.takeReceived();
    ReceiveBuffers buffers = open.buffers();
    queue.put(new StreamItem.Events(events, bytes, () -> buffers.giveBack(received)));
  }

  /**
   * Ends the connection or the attempt to connect at once, and prevents further ones. Thread-safe.
   */
  void close() {
    connection.end();
  }
}
