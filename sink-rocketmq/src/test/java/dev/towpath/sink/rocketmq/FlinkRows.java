package dev.towpath.sink.rocketmq;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.util.Collector;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * A collector of the rows that one of Flink's formats reads from messages, as text, without a
 * cluster.
 */
final class FlinkRows {
  /** The type that decoders declare; no test uses it. */
  static final TypeInformation<RowData> PRODUCED = TypeInformation.of(RowData.class);

  private final DeserializationSchema<RowData> decoder;
  private final List<LogicalType> types;
  private final List<String> rows = new ArrayList<>();

  /**
   * Creates a collector.
   *
   * @param table the table as a user of Flink would declare it in {@code CREATE TABLE}
   */
  FlinkRows(DeserializationSchema<RowData> decoder, DataType table) throws Exception {
    this.decoder = decoder;
    this.types = table.getLogicalType().getChildren();
    decoder.open(
        new DeserializationSchema.InitializationContext() {
          @Override
          public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
          }

          @Override
          public UserCodeClassLoader getUserCodeClassLoader() {
            return SimpleUserCodeClassLoader.create(FlinkRows.class.getClassLoader());
          }
        });
  }

  void decode(byte[] body) throws Exception {
    decoder.deserialize(
        body,
        new Collector<>() {
          @Override
          public void collect(RowData row) {
            rows.add(text(row));
          }

          @Override
          public void close() {}
        });
  }

  /** Returns the rows so far: kind and fields, separated by bars; bytes in hexadecimal digits. */
  List<String> all() {
    return rows;
  }

  private String text(RowData row) {
    var text = new StringJoiner(" | ");
    text.add(row.getRowKind().shortString());
    for (int i = 0; i < types.size(); i++) {
      @Nullable Object value = RowData.createFieldGetter(types.get(i), i).getFieldOrNull(row);
      text.add(
          value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value));
    }
    return text.toString();
  }
}
