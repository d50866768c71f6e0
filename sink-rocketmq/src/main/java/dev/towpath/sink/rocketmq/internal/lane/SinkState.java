package dev.towpath.sink.rocketmq.internal.lane;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * The persistent state of a sink, restored by the next sink of its pipeline. It has the pinned
 * queues of each topic that the sink has published to. Immutable.
 *
 * @param topics the topics, each once
 */
public record SinkState(List<TopicLayout> topics) {
  static final SinkState EMPTY = new SinkState(List.of());

  private static final int VERSION = 2;
  private static final int ONE_TOPIC = 1;

  public SinkState {
    topics = List.copyOf(topics);
  }

  /** Returns the state of the topic. */
  public Optional<TopicLayout> of(String topic) {
    return topics.stream().filter(layout -> layout.topic().equals(topic)).findFirst();
  }

  /**
   * Decodes a state that {@link #encode} returned, in this release or in the one before routing of
   * topics.
   */
  public static SinkState decode(byte[] bytes) {
    int version = bytes.length == 0 ? 0 : bytes[0] & 0xFF;
    if (version > VERSION) {
      throw new IllegalArgumentException(
          "the sink's checkpoint has version %d, this release reads versions up to %d: go back to the release that wrote it"
              .formatted(version, VERSION));
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readUnsignedByte()) {
        case ONE_TOPIC -> new SinkState(List.of(decodeOne(in)));
        case VERSION -> decodeAll(in);
        default -> throw new IOException("there is no version " + version);
      };
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("the sink's checkpoint is damaged: " + e, e);
    }
  }

  private static TopicLayout decodeOne(DataInputStream in) throws IOException {
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
    return new TopicLayout(topic, partitions, queues);
  }

  private static SinkState decodeAll(DataInputStream in) throws IOException {
    List<String> brokers = new ArrayList<>();
    for (long left = readNumber(in); left > 0; left--) {
      brokers.add(in.readUTF());
    }
    List<TopicLayout> topics = new ArrayList<>();
    for (long left = readNumber(in); left > 0; left--) {
      String topic = in.readUTF();
      int partitions = readInt(in);
      List<QueueState> queues = new ArrayList<>();
      for (long more = readNumber(in); more > 0; more--) {
        String broker = brokers.get(readInt(in));
        var queue = new MessageQueue(topic, broker, readInt(in));
        queues.add(new QueueState(queue, readNumber(in) - 1, readNumber(in)));
      }
      topics.add(new TopicLayout(topic, partitions, queues));
    }
    return new SinkState(topics);
  }

  public byte[] encode() {
    List<String> brokers =
        topics.stream()
            .flatMap(layout -> layout.queues().stream())
            .map(state -> state.queue().getBrokerName())
            .distinct()
            .toList();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writeNumber(out, brokers.size());
      for (String broker : brokers) {
        out.writeUTF(broker);
      }
      writeNumber(out, topics.size());
      for (TopicLayout layout : topics) {
        write(out, layout, brokers);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, TopicLayout layout, List<String> brokers)
      throws IOException {
    out.writeUTF(layout.topic());
    writeNumber(out, layout.partitions());
    writeNumber(out, layout.queues().size());
    for (QueueState state : layout.queues()) {
      writeNumber(out, brokers.indexOf(state.queue().getBrokerName()));
      writeNumber(out, state.queue().getQueueId());
      writeNumber(out, state.nextOffset() + 1);
      writeNumber(out, state.lastNumber());
    }
  }

  /** Writes seven bits per byte, because many topics must fit in one checkpoint. */
  private static void writeNumber(DataOutputStream out, long number) throws IOException {
    long left = number;
    while (left >= 0x80) {
      out.writeByte((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.writeByte((int) left);
  }

  private static int readInt(DataInputStream in) throws IOException {
    long number = readNumber(in);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IOException(number + " is out of range");
    }
    return (int) number;
  }

  private static long readNumber(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int part = in.readUnsignedByte();
      number |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return number;
      }
    }
    throw new IOException("a number is not terminated");
  }
}
