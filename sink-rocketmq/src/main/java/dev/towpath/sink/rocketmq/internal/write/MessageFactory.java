package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.StatementEvent;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageStamp;
import dev.towpath.sink.rocketmq.format.RowsMessage;
import dev.towpath.sink.rocketmq.internal.lane.MessageTarget;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A factory of messages that fit their queues. Used by one thread. */
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

  /** Returns the text of values, which is also the input of partition hashes. */
  CanalText text() {
    return envelope.text();
  }

  /** A source of queues for dead letters. */
  @FunctionalInterface
  interface DeadLetters {
    /**
     * Returns the queue for the dead letter of {@code change}; null when the queue has it already.
     */
    @Nullable MessageTarget of(ChangeEvent change) throws InterruptedException, SinkException;
  }

  /** Creates one message, or several when one would be too large. */
  void rows(RowsMessage rows, MessageTarget target) throws InterruptedException, SinkException {
    int most = Math.max(1, encoder.rowsPerMessage());
    if (rows.size() > most) {
      for (int i = 0; i < rows.size(); i += most) {
        rows(part(rows, i, Math.min(i + most, rows.size())), target);
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

  private void accept(RowsMessage rows, MessageBody body, MessageTarget target)
      throws InterruptedException, SinkException {
    String keys = envelope.keysOf(rows);
    target.accept(envelope.message(body, keys, RowRange.of(rows), rows.row(0), target));
  }

  private void accept(ChangeEvent change, MessageBody body, MessageTarget target)
      throws InterruptedException, SinkException {
    target.accept(envelope.message(body, keyOf(change), RowRange.of(change), change, target));
  }

  private String keyOf(ChangeEvent change) {
    return change instanceof RowChange row ? envelope.keyOf(row) : "";
  }

  private void halves(RowsMessage rows, MessageTarget target)
      throws InterruptedException, SinkException {
    int middle = rows.size() / 2;
    rows(part(rows, 0, middle), target);
    rows(part(rows, middle, rows.size()), target);
  }

  private static RowsMessage part(RowsMessage rows, int from, int to) {
    return rows.only(IntStream.range(from, to).toArray());
  }

  private void poisoned(RowsMessage rows, MessageTarget target, Exception e)
      throws InterruptedException, SinkException {
    if (rows.size() > 1 && isPoison(e)) {
      halves(rows, target);
    } else {
      poisoned(rows.row(0), target, e);
    }
  }

  private void poisoned(ChangeEvent change, MessageTarget target, Exception e)
      throws InterruptedException, SinkException {
    if (!isPoison(e)) {
      throw failed(describe(change), e);
    }
    bury(change, target, "it cannot be encoded: " + e);
  }

  /** Returns whether the change is the cause, and there is a dead-letter topic to report it to. */
  private boolean isPoison(Exception e) {
    return !(e instanceof InterruptedException)
        && !(e instanceof SinkException)
        && oversize.deadLetterTopic().isPresent();
  }

  private void tooLarge(RowsMessage rows, MessageTarget target, int size)
      throws InterruptedException, SinkException {
    if (rows.size() > 1) {
      halves(rows, target);
    } else {
      tooLarge(rows.row(0), rows.stamp(), target, size);
    }
  }

  private void tooLarge(ChangeEvent change, MessageStamp stamp, MessageTarget target, int size)
      throws InterruptedException, SinkException {
    @Nullable MessageBody fitted = fit(change, stamp, target.maxMessageSize());
    if (fitted != null) {
      accept(change, fitted, target);
    } else if (oversize.deadLetterTopic().isPresent()) {
      String reason =
          "its message has %d bytes, more than %d".formatted(size, target.maxMessageSize());
      bury(change, target, reason);
    } else {
      throw SinkException.permanent(
          ("the message for %s has %d bytes, more than maxMessageSize %d; raise maxMessageSize here"
                  + " and on the broker, exclude the column or the table, or configure oversize(…)")
              .formatted(named(change), size, target.maxMessageSize()));
    }
  }

  private String named(ChangeEvent change) {
    return change instanceof RowChange row
        ? row.table().qualifiedName() + " key " + envelope.keyOf(row)
        : describe(change);
  }

  private static String describe(ChangeEvent change) {
    return change instanceof RowChange row
        ? "a row of %s at %s".formatted(row.table().qualifiedName(), row.origin())
        : "the statement at " + change.origin();
  }

  private @Nullable MessageBody fit(ChangeEvent change, MessageStamp stamp, int limit)
      throws InterruptedException, SinkException {
    try {
      return oversize.fit(change, limit, reduced -> encode(reduced, stamp));
    } catch (Exception e) {
      throw failed(describe(change), e);
    }
  }

  private byte[] encode(ChangeEvent change, MessageStamp stamp) throws Exception {
    if (change instanceof StatementEvent statement) {
      return encoder.statement(statement, stamp);
    }
    return encoder.rows(RowsMessage.of(List.of((RowChange) change), stamp));
  }

  /** Returns whether the change cannot be published and a dead letter takes its place. */
  boolean isBuried(ChangeEvent change, MessageStamp stamp, int limit)
      throws InterruptedException, SinkException {
    if (oversize.deadLetterTopic().isEmpty()) {
      return false;
    }
    try {
      return encode(change, stamp).length > limit && fit(change, stamp, limit) == null;
    } catch (InterruptedException | SinkException e) {
      throw e;
    } catch (Exception e) {
      return true;
    }
  }

  private void bury(ChangeEvent change, MessageTarget meant, String reason)
      throws InterruptedException, SinkException {
    @Nullable MessageTarget target = deadLetters.of(change);
    if (target == null) {
      return;
    }
    byte[] body;
    try {
      body = DeadLetterMessage.body(change, meant.topic(), keyOf(change), reason);
    } catch (IOException e) {
      throw failed("the dead letter about " + describe(change), e);
    }
    accept(change, MessageBody.of(body), target);
  }

  /**
   * Creates the message for a statement, or applies the oversize steps when it would be too large.
   */
  void statement(StatementEvent change, MessageStamp stamp, MessageTarget target)
      throws InterruptedException, SinkException {
    byte[] body;
    try {
      body = encoder.statement(change, stamp);
    } catch (Exception e) {
      poisoned(change, target, e);
      return;
    }
    if (body.length == 0) {
      throw noContent(describe(change));
    }
    if (body.length > target.maxMessageSize()) {
      tooLarge(change, stamp, target, body.length);
    } else {
      accept(change, MessageBody.of(body), target);
    }
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
            .formatted(what));
  }
}
