package dev.sluice.sink.rocketmq;

import dev.sluice.event.StatementEvent;
import dev.sluice.sink.rocketmq.internal.format.CanalJsonEncoder;
import dev.sluice.sink.rocketmq.internal.format.CanalProtobufEncoder;
import dev.sluice.sink.rocketmq.internal.format.DebeziumJsonEncoder;
import dev.sluice.sink.rocketmq.internal.format.LambdaEncoder;
import dev.sluice.sink.rocketmq.internal.format.MaxwellJsonEncoder;
import dev.sluice.sink.rocketmq.internal.format.PlainJsonEncoder;
import java.util.Objects;
import java.util.Set;

/**
 * The format of message bodies.
 *
 * <p>Called by one thread at a time per sink; an encoder given to several sinks must be
 * thread-safe. A throw fails the batch: an {@link dev.sluice.sink.SinkException} as it says,
 * anything else as permanent.
 */
public interface MessageEncoder {

  /**
   * The JSON that canal 1.1.7 and later publishes with {@code canal.mq.flatMessage=true}: one
   * message per rows event and partition, one per statement. Thread-safe. It differs where canal
   * cannot be followed or should not be:
   *
   * <ul>
   *   <li>{@code gtid} is the GTID of the transaction; canal writes the set of all executed ones,
   *       or nothing, see {@link CanalOption#NO_GTIDS}.
   *   <li>{@code id} counts the batches of the sink, which are not canal's.
   *   <li>{@code mysqlType} has what the server logs: with {@code binlog_row_metadata=FULL} there
   *       are no display widths, see {@link CanalOption#DISPLAY_WIDTHS}.
   *   <li>A rows event that does not fit one batch or one message becomes several messages.
   *   <li>Text is decoded by the character set of its column; canal decodes all by one setting.
   *   <li>{@code JSON} values are MySQL's own text; canal prints numbers and escapes its own way,
   *       and a partial update as a function call.
   *   <li>{@code VECTOR} values are their bytes; canal writes null.
   *   <li>Statements canal does not publish are here: an added foreign key as {@code ALTER}, views,
   *       procedures and users as {@code QUERY}.
   *   <li>XA transactions appear when they are committed, or not at all; canal publishes their rows
   *       when they are prepared, then {@code XACOMMIT} or {@code XAROLLBACK}.
   * </ul>
   */
  static MessageEncoder canalJson(CanalOption... options) {
    return new CanalJsonEncoder(Set.of(options));
  }

  /**
   * The packets that canal publishes with {@code canal.mq.flatMessage=false}, in the format of
   * Protocol Buffers: one packet with one entry per rows event and partition, one per statement.
   * Values and deviations are those of {@link #canalJson(CanalOption...)}; canal puts the entries
   * of one batch into one packet. Thread-safe.
   */
  static MessageEncoder canalProtobuf(CanalOption... options) {
    return new CanalProtobufEncoder(Set.of(options));
  }

  /**
   * Debezium's JSON envelope without a schema, one message per row: {@code before}, {@code after},
   * {@code source}, {@code op}. Values are Debezium's with {@code decimal.handling.mode=string} and
   * its defaults otherwise, but a {@code BIGINT UNSIGNED} is never negative and a date that no
   * calendar has is its text. A statement is an event of Debezium's schema change topic without
   * {@code tableChanges}; an update of a primary key is one update. Thread-safe.
   */
  static MessageEncoder debeziumJson() {
    return new DebeziumJsonEncoder();
  }

  /**
   * Maxwell's JSON, one message per row: {@code database}, {@code table}, {@code type}, {@code ts},
   * {@code data}, {@code old}, with {@code position}, {@code gtid}, {@code server_id} and {@code
   * primary_key} as Maxwell writes them on demand. {@code xid} and {@code commit} are not known
   * when a row is published. A statement has {@code sql} but no {@code def}; shapes are in base 64.
   * Thread-safe.
   */
  static MessageEncoder maxwellJson() {
    return new MaxwellJsonEncoder();
  }

  /**
   * JSON of our own with one row per message: {@code type}, {@code database}, {@code table}, {@code
   * executed}, {@code committed}, {@code serverId}, {@code transaction}, {@code gtid}, {@code
   * file}, {@code offset}, {@code id}, {@code key}, {@code before}, {@code after}. Numbers are
   * numbers, {@code JSON} is itself, {@code TIMESTAMP} is an instant in ISO 8601, bytes are in base
   * 64, a {@code SET} is an array, everything else is MySQL's text. A statement has {@code sql}.
   * Thread-safe.
   */
  static MessageEncoder plainJson() {
    return new PlainJsonEncoder();
  }

  /** A format of your own with one change per message. */
  static MessageEncoder of(ChangeFormat format) {
    return new LambdaEncoder(Objects.requireNonNull(format, "format"));
  }

  /**
   * How many rows at most go into one message; at least 1. Default: all rows of a binlog event that
   * go to the same partition and fit.
   */
  default int rowsPerMessage() {
    return Integer.MAX_VALUE;
  }

  /**
   * The body of the message for some rows of one binlog event; not empty, RocketMQ refuses that.
   *
   * @throws Exception if they cannot be encoded
   */
  byte[] rows(RowsMessage message) throws Exception;

  /**
   * The body of the message for a statement; not empty.
   *
   * @throws Exception if it cannot be encoded
   */
  byte[] statement(StatementEvent change, MessageStamp stamp) throws Exception;
}
