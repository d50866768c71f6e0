package dev.towpath.examples.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.towpath.event.EventKind;
import dev.towpath.sink.testkit.DurableRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A reader of a topic from its beginning to its end. */
final class Topic {
  private static final Duration POLL = Duration.ofMillis(100);

  private Topic() {}

  /**
   * A record.
   *
   * @param id the change's identifier
   * @param partition its partition
   * @param row the change
   */
  record Read(String id, int partition, DurableRow row) {}

  static List<Read> read(Map<String, Object> settings, String topic) throws IOException {
    List<Read> records = new ArrayList<>();
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.entrySet().stream()
          .allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
        for (var message : consumer.poll(POLL)) {
          records.add(parse(message.partition(), message.value()));
        }
      }
    }
    return records;
  }

  private static Read parse(int partition, byte[] value) throws IOException {
    var fields = new HashMap<String, String>();
    var columns = new LinkedHashMap<String, @Nullable String>();
    try (JsonParser json = new JsonFactory().createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.START_OBJECT) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            columns.put(json.currentName(), json.nextTextValue());
          }
        } else {
          fields.put(name, json.getText());
        }
      }
    }
    return new Read(
        field(fields, "id"),
        partition,
        new DurableRow(
            EventKind.valueOf(field(fields, "op")),
            field(fields, "table"),
            field(fields, "key"),
            columns));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + " in " + fields);
    }
    return value;
  }
}
