package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.StatementEvent;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.util.Objects;
import java.util.Set;

/**
 * An encoder of message bodies.
 *
 * <p>Called by one thread at a time per sink; an encoder shared by several sinks must be
 * thread-safe. An exception fails the batch: a {@link dev.towpath.sink.SinkException} as it says,
 * anything else as permanent.
 */
public interface MessageEncoder {

  /**
   * Returns an encoder of the JSON that canal 1.1.7 and later publishes with {@code
   * canal.mq.flatMessage=true}: one message per rows event and partition, one per statement.
   * Thread-safe. It deviates where canal cannot or should not be followed:
   *
   * <ul>
   *   <li>{@code gtid} is the GTID of the transaction; canal writes the set of all executed GTIDs,
   *       or nothing, see {@link CanalOption#NO_GTIDS}.
   *   <li>{@code id} counts the batches of this sink, which differ from canal's.
   *   <li>{@code mysqlType} is what the server logs: with {@code binlog_row_metadata=FULL} it has
   *       no display widths, see {@link CanalOption#DISPLAY_WIDTHS}.
   *   <li>A rows event that does not fit one batch or one message becomes several messages.
   *   <li>Text is decoded by the character set of its column; canal decodes all text by one
   *       setting.
   *   <li>{@code JSON} values are MySQL's own text; canal has its own form of numbers and escapes,
   *       and prints a partial update as a function call.
   *   <li>{@code VECTOR} values are their bytes; canal writes null.
   *   <li>Statements that canal does not publish are included: an added foreign key as {@code
   *       ALTER}, views, procedures and users as {@code QUERY}.
   *   <li>XA transactions are published when they are committed, or not at all. canal publishes
   *       their rows when they are prepared, then {@code XACOMMIT} or {@code XAROLLBACK}.
   * </ul>
   */
  static MessageEncoder canalJson(CanalOption... options) {
    return new CanalJsonEncoder(Set.of(options));
  }

  /**
   * Returns an encoder of the packets that canal publishes with {@code canal.mq.flatMessage=false},
   * in the format of Protocol Buffers. There is one packet with one entry per rows event and
   * partition, and one per statement; canal puts the entries of one batch into one packet. Values
   * and other deviations are as in {@link #canalJson(CanalOption...)}. Thread-safe.
   */
  static MessageEncoder canalProtobuf(CanalOption... options) {
    return new CanalProtobufEncoder(Set.of(options));
  }

  /**
   * Returns an encoder of Debezium's JSON envelope without a schema, one message per row: {@code
   * before}, {@code after}, {@code source}, {@code op}. Thread-safe.
   *
   * <p>Values are Debezium's with {@code decimal.handling.mode=string} and its defaults otherwise,
   * with two exceptions. A {@code BIGINT UNSIGNED} is never negative. A date that no calendar has
   * is its text. A statement is an event of Debezium's schema change topic without {@code
   * tableChanges}; an update of a primary key is one update.
   */
  static MessageEncoder debeziumJson() {
    return new DebeziumJsonEncoder();
  }

  /**
   * Returns an encoder of Maxwell's JSON, one message per row. The fields are {@code database},
   * {@code table}, {@code type}, {@code ts}, {@code data}, {@code old}, and the ones that Maxwell
   * writes on demand: {@code position}, {@code gtid}, {@code server_id}, {@code primary_key}. There
   * is no {@code xid} and no {@code commit}: they are unknown when a row is published. A statement
   * has {@code sql} but no {@code def}; geometries are in base 64. Thread-safe.
   */
  static MessageEncoder maxwellJson() {
    return new MaxwellJsonEncoder();
  }

  /**
   * Returns an encoder of this library's own JSON, one row per message. The fields are {@code
   * type}, {@code database}, {@code table}, {@code executed}, {@code committed}, {@code serverId},
   * {@code transaction}, {@code gtid}, {@code file}, {@code offset}, {@code id}, {@code key},
   * {@code before}, {@code after}. Thread-safe.
   *
   * <p>Numbers are JSON numbers, and {@code JSON} is embedded. {@code TIMESTAMP} is an instant in
   * ISO 8601, bytes are in base 64, a {@code SET} is an array. Everything else is MySQL's text. A
   * statement has {@code sql}.
   */
  static MessageEncoder plainJson() {
    return new PlainJsonEncoder();
  }

  /** Returns an encoder that applies your own function, one change per message. */
  static MessageEncoder of(ChangeFormat format) {
    return new LambdaEncoder(Objects.requireNonNull(format, "format"));
  }

  /**
   * Returns the maximum number of rows per message, at least 1. Default: all rows of a binlog event
   * that go to the same partition and fit.
   */
  default int rowsPerMessage() {
    return Integer.MAX_VALUE;
  }

  /**
   * Returns the body of the message for some rows of one binlog event. It must not be empty,
   * because RocketMQ refuses empty bodies.
   *
   * @throws Exception if they cannot be encoded
   */
  byte[] rows(RowsMessage message) throws Exception;

  /**
   * Returns the body of the message for a statement. It must not be empty.
   *
   * @throws Exception if it cannot be encoded
   */
  byte[] statement(StatementEvent change, MessageStamp stamp) throws Exception;
}
