package dev.towpath.sink.rocketmq.internal.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageBatch;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a queue. It is encoded when it is created: a flush may cover many
 * messages, and the client's {@link Message} takes several times the memory of what it sends.
 * Immutable; the arrays are not copied.
 */
public final class Outgoing {
  /**
   * The bytes that RocketMQ writes before and between body and properties of a message in a batch.
   */
  public static final int FRAME = 22;

  private final String topic;
  private final byte[] body;
  private final byte[] properties;
  private final long number;

  /**
   * Creates a message.
   *
   * @param properties all properties, see {@link PropertyList}
   * @param number the number of the message in its queue
   */
  public Outgoing(String topic, byte[] body, byte[] properties, long number) {
    this.topic = topic;
    this.body = body;
    this.properties = properties;
    this.number = number;
  }

  public long number() {
    return number;
  }

  /** Returns the size of the message in a batch, in bytes. */
  public int size() {
    return FRAME + body.length + properties.length;
  }

  /** Returns the message as an object of the client. */
  public Message message() {
    var message = new Message(topic, body);
    MessageAccessor.setProperties(
        message,
        MessageDecoder.string2messageProperties(new String(properties, StandardCharsets.UTF_8)));
    return message;
  }

  /** Returns the text of the rows it covers, see {@link RowRange}; empty when there are none. */
  public String rows() {
    @Nullable String rows = message().getUserProperty(MessageProperties.POSITION);
    return rows == null ? "" : rows;
  }

  /**
   * Returns whether {@code stored} is this message. The number alone is not enough: a late request
   * of an earlier sink may have the same.
   */
  public boolean isStoredAs(StoredMessage stored) {
    return number == stored.number() && stored.rows().toString().equals(rows());
  }

  /**
   * Returns the messages as one message of the client, encoded as {@link
   * MessageDecoder#encodeMessages} does, without an object for each. The client sees the first one
   * only, which tells it the topic.
   */
  public static Message batch(List<Outgoing> messages) {
    int size = 0;
    for (Outgoing message : messages) {
      size += message.size();
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (Outgoing message : messages) {
      message.writeTo(buffer);
    }
    var batch = MessageBatch.generateFromList(List.of(messages.get(0).message()));
    batch.setBody(buffer.array());
    MessageClientIDSetter.setUniqID(batch);
    return batch;
  }

  private void writeTo(ByteBuffer batch) {
    batch.putInt(size());
    batch.putInt(0); // magic code, which the broker sets
    batch.putInt(0); // checksum of the body, which the broker computes
    batch.putInt(0); // flag
    batch.putInt(body.length).put(body);
    batch.putShort((short) properties.length).put(properties);
  }
}
