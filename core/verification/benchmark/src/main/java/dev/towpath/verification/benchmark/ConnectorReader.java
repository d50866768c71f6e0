package dev.towpath.verification.benchmark;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.NullEventDataDeserializer;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reader of a workload with the connector alone. */
final class ConnectorReader {
  private final Workload workload;
  private final Touch touch;
  private final BinaryLogClient client;
  private @Nullable TableMapEventData table;
  private @Nullable Meter ended;
  private @Nullable Exception failure;

  private ConnectorReader(Workload workload, Touch touch, BinaryLogClient client) {
    this.workload = workload;
    this.touch = touch;
    this.client = client;
  }

  /**
   * Reads up to the marker; returns the meters at that moment.
   *
   * @param discard whether rows are not deserialized
   */
  static Meter run(Workload workload, Stretch stretch, Touch touch, boolean discard)
      throws Exception {
    var client = new BinaryLogClient("127.0.0.1", stretch.port(), "root", "");
    client.setServerId(4_000_000 + ProcessHandle.current().pid());
    client.setBinlogFilename(stretch.file());
    client.setBinlogPosition(stretch.offset());
    client.setKeepAlive(false);
    var deserializer = new EventDeserializer();
    if (discard) {
      for (EventType type : EventType.values()) {
        if (EventType.isRowMutation(type)) {
          deserializer.setEventDataDeserializer(type, new NullEventDataDeserializer());
        }
      }
    }
    client.setEventDeserializer(deserializer);
    var reader = new ConnectorReader(workload, touch, client);
    client.registerEventListener(reader::accept);
    client.connect();
    if (reader.failure != null) {
      throw reader.failure;
    }
    Meter meter = reader.ended;
    if (meter == null) {
      throw new IllegalStateException("the connector ended before the marker of " + workload);
    }
    return meter;
  }

  private void accept(Event event) {
    try {
      take(event);
    } catch (Exception e) {
      failure = e;
    }
  }

  private void take(Event event) throws Exception {
    EventData data = event.getData();
    if (data instanceof TableMapEventData map) {
      table = map;
      return;
    }
    TableMapEventData current = table;
    if (!EventType.isRowMutation(event.getHeader().getEventType()) || current == null) {
      return;
    }
    if (current.getTable().equals(Workload.MARKER)) {
      ended = Meter.read();
      client.disconnect();
    } else if (workload.captures(current.getTable())) {
      rows(current.getEventMetadata().getColumnNames(), data);
    }
  }

  private void rows(List<String> names, @Nullable EventData data) {
    if (data instanceof WriteRowsEventData write) {
      write.getRows().forEach(row -> row(names, row));
    } else if (data instanceof DeleteRowsEventData delete) {
      delete.getRows().forEach(row -> row(names, row));
    } else if (data instanceof UpdateRowsEventData update) {
      for (Map.Entry<Serializable[], Serializable[]> row : update.getRows()) {
        touch(names, row.getKey());
        row(names, row.getValue());
      }
    }
  }

  private void row(List<String> names, Serializable[] values) {
    touch.row();
    touch(names, values);
  }

  private void touch(List<String> names, Serializable[] values) {
    for (int i = 0; i < values.length; i++) {
      touch.value(names.get(i), values[i]);
    }
  }
}
