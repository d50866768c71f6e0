package dev.towpath.sink.rocketmq;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.fastjson2.JSONReader;
import dev.towpath.event.EventKind;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.testkit.DurableRow;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.common.message.MessageExt;
import org.jspecify.annotations.Nullable;

/** The rows of canal's messages, read with the library that canal's consumers use. */
final class FlatRows {
  private static final CanalText TEXT = new CanalText(ZoneOffset.UTC);

  private FlatRows() {}

  static List<DurableRow> of(MessageExt message) {
    JSONObject body =
        JSON.parseObject(
            new String(message.getBody(), StandardCharsets.UTF_8),
            JSONReader.Feature.IgnoreNoneSerializable);
    String table = body.getString("database") + '.' + body.getString("table");
    JSONArray data = body.getJSONArray("data");
    String[] keys = String.valueOf(message.getKeys()).split(" ", -1);
    List<DurableRow> rows = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      Map<String, @Nullable String> columns = new LinkedHashMap<>();
      data.getJSONObject(i).forEach((name, value) -> columns.put(name, (String) value));
      rows.add(new DurableRow(EventKind.valueOf(body.getString("type")), table, keys[i], columns));
    }
    return rows;
  }

  /** Returns what the messages must contain for {@code change}: canal's text of each column. */
  static DurableRow expected(RowChange change) {
    DurableRow plain = DurableRow.of(change);
    Map<String, @Nullable String> columns = new LinkedHashMap<>();
    Row row = change.row();
    for (int i = 0; i < row.table().columns().size(); i++) {
      if (row.isPresent(i)) {
        columns.put(row.table().column(i).name(), TEXT.of(row, i));
      }
    }
    return new DurableRow(plain.kind(), plain.table(), plain.key(), columns);
  }
}
