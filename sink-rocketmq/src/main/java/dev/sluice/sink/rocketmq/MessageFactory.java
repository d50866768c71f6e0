package dev.sluice.sink.rocketmq;

import dev.sluice.event.RowChange;
import dev.sluice.event.SchemaChange;
import dev.sluice.sink.SinkException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes messages of changes, so that none is larger than its queue takes. Used by one thread. */
final class MessageFactory {
  private final MessageEncoder encoder;
  private final Envelope envelope;
  private final OversizeChain oversize;
  private final DeadLetters deadLetters;

  MessageFactory(RocketMqSettings settings, String pipeline, long epoch, DeadLetters deadLetters) {
    this.encoder = settings.encoder();
    this.envelope = new Envelope(settings, pipeline, epoch);
    this.oversize = settings.oversize();
    this.deadLetters = deadLetters;
  }

  /** How values are printed, which is also how they are hashed. */
  CanalText text() {
    return envelope.text();
  }

  /** Where finished messages go; it may wait. */
  interface Target {
    /** The topic of all messages. */
    String topic();

    /** The largest body in bytes. */
    int maxMessageSize();

    /** The number of the next message. */
    long nextNumber();

    void accept(Outgoing message) throws InterruptedException, SinkException;
  }

  /** What gives the queue for what is said about a row that cannot be published. */
  @FunctionalInterface
  interface DeadLetters {
    /** The queue; null when it has the message already. */
    @Nullable Target of(RowChange row) throws InterruptedException, SinkException;
  }

  /** Makes one message, or several when one would be too large. */
  void rows(RowsMessage rows, Target target) throws InterruptedException, SinkException {
    int most = Math.max(1, encoder.rowsPerMessage());
    if (rows.size() > most) {
      for (int i = 0; i < rows.size(); i += most) {
        rows(rows.part(i, Math.min(i + most, rows.size())), target);
      }
      return;
    }
    byte[] body;
    try {
      body = encoder.rows(rows);
    } catch (Exception e) {
      poisoned(rows, target, e);
      return;
    }
    if (body.length > target.maxMessageSize()) {
      tooLarge(rows, target, body.length);
    } else {
      if (body.length == 0) {
        throw noContent(rows.table().qualifiedName());
      }
      accept(rows, MessageBody.of(body), target);
    }
  }

  private void accept(RowsMessage rows, MessageBody body, Target target)
      throws InterruptedException, SinkException {
    String keys = envelope.keysOf(rows);
    target.accept(envelope.message(body, keys, RowRange.of(rows), rows.row(0), target));
  }

  private void halves(RowsMessage rows, Target target) throws InterruptedException, SinkException {
    int middle = rows.size() / 2;
    rows(rows.part(0, middle), target);
    rows(rows.part(middle, rows.size()), target);
  }

  private void poisoned(RowsMessage rows, Target target, Exception e)
      throws InterruptedException, SinkException {
    if (e instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (e instanceof SinkException || oversize.deadLetterTopic().isEmpty()) {
      throw failed("a row of %s at %s".formatted(rows.table().qualifiedName(), rows.origin()), e);
    }
    if (rows.size() > 1) {
      halves(rows, target);
    } else {
      bury(rows.row(0), target, "it cannot be encoded: " + e);
    }
  }

  private void tooLarge(RowsMessage rows, Target target, int size)
      throws InterruptedException, SinkException {
    if (rows.size() > 1) {
      halves(rows, target);
      return;
    }
    RowChange row = rows.row(0);
    @Nullable MessageBody fitted = fit(row, rows.stamp(), target.maxMessageSize());
    if (fitted != null) {
      accept(rows, fitted, target);
    } else if (oversize.deadLetterTopic().isPresent()) {
      String reason =
          "its message has %d bytes, more than %d".formatted(size, target.maxMessageSize());
      bury(row, target, reason);
    } else {
      String what = row.table().qualifiedName() + " key " + envelope.keyOf(row);
      throw tooLarge(what, size, target);
    }
  }

  private @Nullable MessageBody fit(RowChange row, MessageStamp stamp, int limit)
      throws InterruptedException, SinkException {
    try {
      return oversize.fit(row, limit, reduced -> encoder.rows(alone(reduced, stamp)));
    } catch (Exception e) {
      throw failed("a row of %s at %s".formatted(row.table().qualifiedName(), row.origin()), e);
    }
  }

  private static RowsMessage alone(RowChange row, MessageStamp stamp) {
    return new RowsMessage(RowsEvent.startingAt(List.of(row), 0), new int[] {0}, stamp);
  }

  /** Whether the row cannot be published and something is said about it elsewhere instead. */
  boolean isBuried(RowChange row, MessageStamp stamp, int limit)
      throws InterruptedException, SinkException {
    if (oversize.deadLetterTopic().isEmpty()) {
      return false;
    }
    try {
      return encoder.rows(alone(row, stamp)).length > limit && fit(row, stamp, limit) == null;
    } catch (InterruptedException | SinkException e) {
      throw e;
    } catch (Exception e) {
      return true;
    }
  }

  private void bury(RowChange row, Target meant, String reason)
      throws InterruptedException, SinkException {
    @Nullable Target target = deadLetters.of(row);
    if (target == null) {
      return;
    }
    String key = envelope.keyOf(row);
    byte[] body;
    try {
      body = DeadLetter.body(row, meant.topic(), key, reason);
    } catch (IOException e) {
      throw failed("the dead letter about " + row.id(), e);
    }
    MessageBody fitted = MessageBody.of(body);
    target.accept(envelope.message(fitted, key, RowRange.of(row), row, target));
  }

  void schemaChange(SchemaChange change, MessageStamp stamp, Target target)
      throws InterruptedException, SinkException {
    String what = "the statement at " + change.origin();
    byte[] body;
    try {
      body = encoder.schemaChange(change, stamp);
    } catch (Exception e) {
      throw failed(what, e);
    }
    if (body.length == 0) {
      throw noContent(what);
    }
    if (body.length > target.maxMessageSize()) {
      throw tooLarge(what, body.length, target);
    }
    MessageBody fitted = MessageBody.of(body);
    target.accept(envelope.message(fitted, "", RowRange.of(change), change, target));
  }

  private static SinkException failed(String what, Exception e) throws InterruptedException {
    if (e instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    return e instanceof SinkException failure
        ? failure
        : SinkException.permanent("cannot encode " + what + ": " + e, e);
  }

  private static SinkException noContent(String what) {
    return SinkException.permanent(
        "the encoder returned an empty body for %s; RocketMQ refuses empty messages"
            .formatted(what),
        null);
  }

  private static SinkException tooLarge(String what, int size, Target target) {
    return SinkException.permanent(
        ("the message for %s has %d bytes, more than maxMessageSize %d; raise maxMessageSize here"
                + " and on the broker, exclude the column or the table, or say with oversize what"
                + " to do")
            .formatted(what, size, target.maxMessageSize()),
        null);
  }
}
