package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.PreparedTransaction;
import dev.towpath.failure.CdcException;
import dev.towpath.failure.Failure;
import dev.towpath.failure.Failure.Stage;
import dev.towpath.failure.PositionLostException;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.EventType;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.event.XaStep;
import dev.towpath.internal.binlog.position.PreparedReader;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.EndableConnection;
import dev.towpath.internal.protocol.SourceException;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.PositionLostPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of XA transactions, which happens when they are committed. Prepared transactions are
 * held in memory as far as they fit; others, and those prepared under an earlier leader, are read
 * from the binlog again. A delivery ends with the commit or with an exception. Used by the writing
 * thread, except {@link #disconnect()}.
 */
final class XaDelivery {
  private static final System.Logger logger = Loggers.PIPELINE;

  private final EngineConfig config;
  private final Health health;
  private final Recovery recovery;
  private final WriterControl control;
  private final SourceFactory sources;
  private final StreamQueue queue;
  private final Output output;
  private final HeldTransactions held;
  private final EndableConnection connection = new EndableConnection();
  private MySqlSource server;

  XaDelivery(EngineParts parts, StreamQueue queue, Output output) {
    this.config = parts.config();
    this.health = parts.health();
    this.recovery = new Recovery(parts);
    this.control = parts.control();
    this.sources = parts.sources();
    this.queue = queue;
    this.output = output;
    this.server = config.source();
    this.held = new HeldTransactions(config.memoryBudget() / 4, config.tables());
  }

  /** The remaining action for an event. */
  enum Next {
    /** No action: the event was taken over. */
    NOTHING,
    /** The event ends a group without changes to deliver now. */
    PASS,
    /** The event is to be taken like any other. */
    TAKE
  }

  /** The recipient of committed transactions. */
  interface Output {

    /**
     * Announces the changes of a transaction, from the first on.
     *
     * @param sameServer whether they come again from the server that just sent a part of them
     */
    void start(boolean sameServer) throws Exception;

    /**
     * Takes a part of the transaction, which is charged to the queue.
     *
     * @throws StopException if asked to stop; the transaction is then not complete
     */
    void deliver(BinlogEvent event) throws Exception;

    /** Completes the transaction. */
    void commit(BinlogEvent event) throws Exception;

    /** Reports that the changes of a transaction are lost. */
    void lost(BinlogEvent commit, BinlogPosition resumed) throws Exception;

    /** Returns the end of the last transaction before it. */
    BinlogPosition position();
  }

  /** Begins a new stream, from {@code from}: an unfinished group will be sent again. */
  void connected(@Nullable MySqlSource from) {
    server = from == null ? server : from;
    queue.release(held.abandon());
  }

  /** Returns whether an event does not concern XA, as most do not. */
  boolean passes(BinlogEvent event) {
    return event.xa() == null
        && !held.isOpen()
        && event.type() != EventType.FORMAT_DESCRIPTION
        && event.type() != EventType.TRANSACTION_PAYLOAD;
  }

  /** Takes the next event of the stream. */
  Next take(BinlogEvent event) throws Exception {
    XaStep step = event.xa();
    if (step != null) {
      return take(event, step);
    }
    if (event.type() == EventType.FORMAT_DESCRIPTION) {
      held.fileStarted(event);
    } else if (held.isOpen() && event.group() != null) {
      hold(event);
      return Next.NOTHING;
    }
    return Next.TAKE;
  }

  private void hold(BinlogEvent event) throws PipelineFailedException {
    try {
      queue.release(held.hold(event));
    } catch (RuntimeException e) {
      var failure = new CdcException("cannot interpret " + event + ": " + e.getMessage(), e);
      throw health.fatal(Stage.DECODE, failure);
    }
  }

  private Next take(BinlogEvent event, XaStep step) throws Exception {
    PreparedTransaction transaction = step.transaction();
    boolean isWhole = event.type() == EventType.TRANSACTION_PAYLOAD;
    switch (step.kind()) {
      case START -> held.start(Objects.requireNonNull(transaction));
      case PREPARE -> {
        if (isWhole) {
          // Released when its group is skipped, like any event, or when it need not be held any
          // more.
          queue.charge(event.size());
          held.start(Objects.requireNonNull(transaction));
          hold(event);
        }
        queue.release(held.prepared());
      }
      case ABANDON -> queue.release(held.abandon());
      case ROLLBACK -> queue.release(held.forget(step.xid()));
      case COMMIT_ONE_PHASE -> {
        if (isWhole) {
          return Next.TAKE;
        }
        queue.release(held.prepared());
        commit(event, step);
        return Next.NOTHING;
      }
      case COMMIT -> {
        commit(event, step);
        return Next.NOTHING;
      }
    }
    return Next.PASS;
  }

  private void commit(BinlogEvent event, XaStep step) throws Exception {
    PreparedTransaction transaction = step.transaction();
    if (transaction == null) {
      lost(
          event,
          "XA transaction %s, committed at %s/%d, was prepared before the position where this"
                  .formatted(step.xid(), event.file(), event.start())
              + " pipeline started first, so its changes are unknown");
      return;
    }
    HeldTransactions.Held known = held.take(transaction);
    boolean isDelivered = true;
    if (known == null) {
      queue.release(held.forget(transaction.xid()));
      isDelivered = readAgain(event, transaction);
    } else {
      deliver(event, known);
    }
    if (isDelivered) {
      output.commit(event);
    }
  }

  /** Continues without the changes of a transaction. */
  private void lost(BinlogEvent commit, String why) throws Exception {
    BinlogPosition resumed = Objects.requireNonNull(commit.position());
    logger.log(
        System.Logger.Level.WARNING,
        () -> "pipeline %s: CHANGES ARE LOST: %s".formatted(config.name(), why));
    output.lost(commit, resumed);
  }

  private void deliver(BinlogEvent commit, HeldTransactions.Held known) throws Exception {
    output.start(false);
    BinlogEvent format = known.format();
    if (format != null) {
      charged(format.within(commit));
    }
    for (BinlogEvent event : known.events()) {
      output.deliver(event.within(commit));
    }
  }

  private void charged(BinlogEvent event) throws Exception {
    queue.charge(event.size());
    output.deliver(event);
  }

  /** Delivers from the binlog; returns false when the transaction is lost. */
  private boolean readAgain(BinlogEvent commit, PreparedTransaction transaction) throws Exception {
    var servers = new ServerRing(config.name(), servers());
    @Nullable MySqlSource before = null;
    while (true) {
      control.checkStop();
      MySqlSource from = servers.current();
      output.start(from.equals(before));
      before = from;
      SourceException failure;
      try {
        readAgain(commit, transaction, from);
        return true;
      } catch (SourceException e) {
        failure = servers.failed(e);
      } catch (MalformedEventException e) {
        throw health.fatal(Stage.DECODE, e);
      }
      if (failure == null) {
        continue;
      }
      control.checkStop();
      if (failure.isPositionLost()) {
        policy(commit, transaction, failure);
        return false;
      }
      retry(transaction, failure);
    }
  }

  /** Returns the servers to ask, the one that sends the stream first. */
  private List<MySqlSource> servers() {
    List<MySqlSource> all = new ArrayList<>(config.source().servers());
    if (all.remove(server)) {
      all.add(0, server);
    }
    return all;
  }

  private void readAgain(BinlogEvent commit, PreparedTransaction transaction, MySqlSource from)
      throws Exception {
    try (PreparedReader opened = sources.prepared(from, transaction, connection)) {
      BinlogEvent event = opened.next();
      while (event != null) {
        control.checkStop();
        charged(event.within(commit));
        event = opened.next();
      }
    }
  }

  /**
   * Ends a read that waits for the server, and prevents further ones. May be called by any thread.
   */
  void disconnect() {
    connection.end();
  }

  private void retry(PreparedTransaction transaction, SourceException cause) throws Exception {
    var failure =
        SourceException.retryable(
            "cannot read %s again: %s".formatted(describe(transaction), cause.getMessage()), cause);
    recovery.decide(new Failure(Stage.DECODE, failure, 1, cause.isPermanent()), Health.RETRY);
  }

  private void policy(BinlogEvent commit, PreparedTransaction transaction, SourceException cause)
      throws Exception {
    String why =
        "%s was committed at %s/%d, but cannot be read again: %s"
            .formatted(describe(transaction), commit.file(), commit.start(), cause.getMessage());
    if (config.source().positionLostPolicy() != PositionLostPolicy.FAIL) {
      lost(commit, why);
      return;
    }
    var failure =
        new PositionLostException(
            why + "; restore the binlog, or accept the gap with positionLostPolicy(…)",
            output.position(),
            cause);
    throw health.fatal(Stage.SOURCE, failure);
  }

  private static String describe(PreparedTransaction transaction) {
    return "XA transaction %s, prepared at %s/%d of server %s%s,"
        .formatted(
            transaction.xid(),
            transaction.file(),
            transaction.offset(),
            transaction.serverUuid(),
            transaction.gtid() == null ? "" : " as " + transaction.gtid());
  }
}
