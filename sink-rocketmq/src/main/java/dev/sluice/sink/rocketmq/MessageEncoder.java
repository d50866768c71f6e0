package dev.sluice.sink.rocketmq;

import dev.sluice.event.SchemaChange;

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
   *   <li>{@code gtid} is the GTID of the transaction; canal writes the set of all executed ones.
   *   <li>{@code id} counts the batches of the sink, which are not canal's.
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
  static MessageEncoder canalJson() {
    return new CanalJsonEncoder();
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
  byte[] schemaChange(SchemaChange change, MessageStamp stamp) throws Exception;
}
