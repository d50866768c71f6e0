package dev.towpath.sink.rocketmq;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONWriter;
import com.alibaba.otter.canal.connector.core.producer.MQMessageUtils;
import com.alibaba.otter.canal.parse.inbound.mysql.MysqlConnection;
import com.alibaba.otter.canal.parse.inbound.mysql.dbsync.LogEventConvert;
import com.alibaba.otter.canal.parse.inbound.mysql.dbsync.TableMetaCache;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.FlatMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.taobao.tddl.dbsync.binlog.LogEvent;
import dev.towpath.embedded.EmbeddedMySql;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;

/**
 * A program that records canal's messages for the corpus. canal's own parser reads the corpus from
 * the binlog of a MySQL server, and canal's own producer turns it into {@code FlatMessage}. The
 * recording is committed, and the tests compare with it.
 */
public final class CanalRecorderMain {

  private CanalRecorderMain() {}

  /** Reads the corpus from {@code arguments[0]} and writes the messages to {@code arguments[1]}. */
  public static void main(String[] arguments) throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    String text = Files.readString(Path.of(arguments[0]));
    String[] statements = text.substring(0, text.lastIndexOf(';')).split(";\n", -1);
    try (EmbeddedMySql mysql = EmbeddedMySql.builder().start()) {
      mysql.execute(
          "CREATE USER canal@'%' IDENTIFIED WITH mysql_native_password BY 'canal'",
          "GRANT ALL ON *.* TO canal@'%'");
      List<String> start = status(mysql);
      mysql.execute(statements);
      List<String> messages = record(mysql, start, status(mysql));
      Files.write(Path.of(arguments[1]), messages);
      System.out.println(messages.size() + " messages");
    }
    System.exit(0);
  }

  private static List<String> status(EmbeddedMySql mysql) {
    return List.copyOf(mysql.query("SHOW MASTER STATUS").get(0).subList(0, 2));
  }

  private static List<String> record(EmbeddedMySql mysql, List<String> from, List<String> to)
      throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), mysql.port());
    var meta = new MysqlConnection(address, "canal", "canal");
    meta.connect();
    var convert = new LogEventConvert();
    convert.setCharset(StandardCharsets.UTF_8);
    convert.setTableMetaCache(new TableMetaCache(meta, null));
    convert.setFilterQueryDcl(true);
    convert.setFilterQueryDml(true);
    convert.start();
    var dump = new MysqlConnection(address, "canal", "canal");
    dump.setSlaveId(4711);
    dump.connect();
    long end = Long.parseLong(to.get(1));
    List<String> messages = new ArrayList<>();
    dump.dump(
        from.get(0),
        Long.parseLong(from.get(1)),
        event -> {
          LogEvent log = (LogEvent) event;
          CanalEntry.Entry entry = convert.parse(log, false);
          if (entry != null) {
            messages.addAll(flat(entry));
          }
          return log.getLogPos() < end;
        });
    dump.disconnect();
    meta.disconnect();
    return messages;
  }

  private static List<String> flat(CanalEntry.Entry entry) {
    List<String> lines = new ArrayList<>();
    if (entry.getEntryType() != CanalEntry.EntryType.ROWDATA) {
      return lines;
    }
    var data = new MQMessageUtils.EntryRowData();
    data.entry = entry;
    try {
      data.rowChange = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    for (FlatMessage message :
        MQMessageUtils.messageConverter(new MQMessageUtils.EntryRowData[] {data}, 1)) {
      message.setTs(0L);
      lines.add(JSON.toJSONString(message, JSONWriter.Feature.WriteNulls));
    }
    return lines;
  }
}
