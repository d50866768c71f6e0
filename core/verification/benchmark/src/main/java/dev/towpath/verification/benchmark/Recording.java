package dev.towpath.verification.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * A recording of a topic's messages in a file, to be sent again unchanged.
 *
 * @param file the file
 * @param messages the number of messages
 * @param bytes the total size of their bodies
 */
record Recording(Path file, long messages, long bytes) {
  /** The properties that a broker adds to delivered messages. */
  private static final Set<String> NOT_SENT = Set.of("MIN_OFFSET", "MAX_OFFSET", "CLUSTER");

  private static final long POLL_MILLIS = 1_000;

  /** Records all messages of a topic that is no longer written to. */
  static Recording of(String nameServer, String topic, Path file)
      throws MQClientException, IOException {
    var consumer = new DefaultLitePullConsumer("benchmark");
    consumer.setNamesrvAddr(nameServer);
    consumer.setInstanceName(topic);
    consumer.setAutoCommit(false);
    consumer.start();
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      consumer.assign(consumer.fetchMessageQueues(topic));
      for (MessageQueue queue : consumer.fetchMessageQueues(topic)) {
        consumer.seekToBegin(queue);
      }
      long messages = 0;
      long bytes = 0;
      List<MessageExt> polled = consumer.poll(10 * POLL_MILLIS);
      while (!polled.isEmpty()) {
        for (MessageExt message : polled) {
          write(out, message);
          messages++;
          bytes += message.getBody().length;
        }
        polled = consumer.poll(POLL_MILLIS);
      }
      return new Recording(file, messages, bytes);
    } finally {
      consumer.shutdown();
    }
  }

  private static void write(DataOutputStream out, MessageExt message) throws IOException {
    Map<String, String> properties = new TreeMap<>(message.getProperties());
    properties.keySet().removeAll(NOT_SENT);
    byte[] text =
        MessageDecoder.messageProperties2String(properties).getBytes(StandardCharsets.UTF_8);
    out.writeInt(message.getQueueId());
    out.writeInt(message.getBody().length);
    out.write(message.getBody());
    out.writeInt(text.length);
    out.write(text);
  }

  /** The parts of a message. */
  static final class Part {
    private final byte[] body;
    private final String properties;

    private Part(byte[] body, String properties) {
      this.body = body;
      this.properties = properties;
    }

    Message message(String topic) {
      var message = new Message(topic, body);
      MessageAccessor.setProperties(message, MessageDecoder.string2messageProperties(properties));
      return message;
    }

    int size() {
      return body.length + properties.length() + 22;
    }
  }

  /** Reads the messages of each queue. */
  static Map<Integer, List<Part>> read(Path file) throws IOException {
    Map<Integer, List<Part>> queues = new TreeMap<>();
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        int queue = in.readInt();
        byte[] body = in.readNBytes(in.readInt());
        String properties = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        queues.computeIfAbsent(queue, id -> new ArrayList<>()).add(new Part(body, properties));
      }
    } catch (EOFException e) {
      return queues;
    }
  }
}
