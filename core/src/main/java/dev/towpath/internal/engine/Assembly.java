package dev.towpath.internal.engine;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.EventKind;
import dev.towpath.event.Gap;
import dev.towpath.event.Origin;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.change.ChangeAssembler;
import dev.towpath.internal.change.ChangeOutput;
import dev.towpath.internal.schema.SchemaTracker;
import dev.towpath.mysql.MySqlSource;
import java.time.Clock;
import java.util.Set;

/**
 * The assembly of events into changes of the open transaction, including the error policy's
 * decisions about events that cannot be interpreted. Used by the writing thread.
 */
final class Assembly {
  private final SchemaTracker schema;
  private final StreamQueue queue;
  private final BatchBuilder batches;
  private final DecodeFailures failures;
  private final Set<EventKind> interests;
  private final Clock wallClock;
  private final ChangeAssembler stream;

  /**
   * A separate assembler, because a prepared transaction has the table numbers of the time when it
   * was prepared.
   */
  private final ChangeAssembler prepared;

  private boolean emitted;

  Assembly(
      EngineParts parts,
      SchemaTracker schema,
      StreamQueue queue,
      BatchBuilder batches,
      Set<EventKind> interests) {
    this.schema = schema;
    this.queue = queue;
    this.batches = batches;
    this.failures = new DecodeFailures(parts);
    this.interests = interests;
    this.wallClock = parts.config().clock();
    this.stream = assembler(parts.config(), interests);
    this.prepared = assembler(parts.config(), interests);
  }

  private ChangeAssembler assembler(EngineConfig config, Set<EventKind> interests) {
    return new ChangeAssembler(
        config.name(), config.tables(), config.filters(), schema, interests, new Output());
  }

  private final class Output implements ChangeOutput {
    @Override
    public void change(ChangeEvent event) {
      emitted |= batches.add(event);
    }

    @Override
    public void rollback() {
      if (batches.wasHandedOut()) {
        throw new MalformedEventException(
            "a transaction after "
                + batches.position().summary()
                + " was rolled back after part of it had been delivered");
      }
      queue.release(batches.abandonOpen());
    }
  }

  /**
   * Starts a new stream.
   *
   * @param start its position; the end of a transaction
   * @param server its server
   * @param describesRows whether the table maps of captured rows describe all columns
   */
  void streamStarted(BinlogPosition start, MySqlSource server, boolean describesRows) {
    schema.streamStarted(start, server, describesRows);
    stream.streamStarted();
  }

  /** Forgets everything learned from the stream, because changes were lost. */
  void gap() {
    stream.streamStarted();
    schema.gap();
  }

  /** Hands out a gap, if the sink wants such events. */
  void addGap(BinlogPosition lost, BinlogPosition resumed) {
    if (interests.contains(EventKind.GAP)) {
      Origin origin =
          Origin.builder()
              .timestamp(wallClock.instant())
              .at(resumed.file(), resumed.offset())
              .build();
      batches.add(new Gap(origin, lost, resumed));
    }
  }

  /** Prepares for the changes of a prepared transaction. */
  void preparedStarted() {
    prepared.streamStarted();
  }

  /** Reads the table definitions that the stream needs from its start on. */
  void prepareStream() throws Exception {
    boolean isDone = false;
    while (!isDone) {
      try {
        schema.prepareStream();
        failures.recovered();
        isDone = true;
      } catch (Throwable e) {
        isDone = !failures.mayRetry(e);
        if (isDone) {
          failures.leaveOut(null, e, batches.position());
        }
      }
    }
  }

  /** Takes an event of the stream; returns whether it yielded new changes. */
  boolean take(BinlogEvent event) throws Exception {
    return take(event, false);
  }

  /**
   * Takes an event of a transaction that was prepared before; returns whether it yielded changes.
   */
  boolean takePrepared(BinlogEvent event) throws Exception {
    return take(event, true);
  }

  private boolean take(BinlogEvent event, boolean isPrepared) throws Exception {
    int openSize = batches.openSize();
    while (true) {
      emitted = false;
      try {
        accept(event, isPrepared);
        failures.recovered();
        return emitted;
      } catch (Throwable e) {
        batches.backTo(openSize);
        if (!failures.mayRetry(e)) {
          failures.leaveOut(event, e, batches.position());
          return false;
        }
      }
    }
  }

  private void accept(BinlogEvent event, boolean isPrepared) {
    if (isPrepared) {
      // The definitions at the place of the commit apply.
      prepared.accept(event);
      return;
    }
    if (schema.accept(event)) {
      stream.definitionsChanged();
      prepared.definitionsChanged();
    }
    stream.accept(event);
  }
}
