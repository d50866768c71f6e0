package dev.sluice.sink.rocketmq;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * What a sink leaves to the next sink of its pipeline: the queues in the order in which partitions
 * are assigned to them, which never changes, and how far each is written. Immutable.
 *
 * @param topic the topic of all queues
 * @param partitions the number of partitions; partition {@code p} is queue {@code p % queues}
 * @param queues the queues, at least one
 */
record SinkState(String topic, int partitions, List<QueueState> queues) {
  private static final int VERSION = 1;

  SinkState {
    queues = List.copyOf(queues);
  }

  /** The state that {@link #encode} wrote. */
  static SinkState decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "the sink's checkpoint has version %d, this release reads version %d"
                .formatted(version, VERSION));
      }
      String topic = in.readUTF();
      int partitions = in.readInt();
      String[] brokers = new String[in.readUnsignedShort()];
      for (int i = 0; i < brokers.length; i++) {
        brokers[i] = in.readUTF();
      }
      List<QueueState> queues = new ArrayList<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        String broker = brokers[in.readUnsignedShort()];
        var queue = new MessageQueue(topic, broker, in.readUnsignedShort());
        queues.add(new QueueState(queue, in.readLong(), in.readLong()));
      }
      return new SinkState(topic, partitions, queues);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the sink's checkpoint is damaged: " + e, e);
    }
  }

  byte[] encode() {
    List<String> brokers =
        queues.stream().map(state -> state.queue().getBrokerName()).distinct().toList();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(topic);
      out.writeInt(partitions);
      out.writeShort(brokers.size());
      for (String broker : brokers) {
        out.writeUTF(broker);
      }
      out.writeShort(queues.size());
      for (QueueState state : queues) {
        out.writeShort(brokers.indexOf(state.queue().getBrokerName()));
        out.writeShort(state.queue().getQueueId());
        out.writeLong(state.nextOffset());
        out.writeLong(state.lastNumber());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
