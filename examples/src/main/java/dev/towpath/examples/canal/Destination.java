package dev.towpath.examples.canal;

import dev.towpath.CdcPipeline;
import dev.towpath.event.GtidSet;
import dev.towpath.filter.ColumnFilter;
import dev.towpath.filter.KindFilter;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.PositionLostPolicy;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.rocketmq.RocketMqSink;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.rocketmq.client.AccessChannel;

/** The translation of one destination's settings into a pipeline. */
final class Destination {
  private static final int BINLOG_START = 4;
  private static final int DEFAULT_PORT = 3306;

  private final String name;
  private final CanalSettings settings;

  Destination(String name, CanalSettings settings) {
    this.name = name;
    this.settings = settings;
  }

  /** Returns the pipeline without the coordinator and stores, which it shares with others. */
  CdcPipeline.Builder pipeline() {
    return CdcPipeline.builder()
        .name(name)
        .source(source())
        .tables(
            TableFilter.regex(
                settings.get("canal.instance.filter.regex"),
                settings.get("canal.instance.filter.black.regex")))
        .columns(
            ColumnFilter.fields(
                settings.get("canal.instance.filter.field"),
                settings.get("canal.instance.filter.black.field")))
        .kinds(kinds())
        .sink(sink());
  }

  MySqlSource source() {
    Address master = Address.parse("canal.instance.master.address", masterAddress());
    String password = settings.get("canal.instance.dbPassword");
    MySqlSource.Builder source =
        MySqlSource.builder(master.host(), master.port())
            .credentials(settings.get("canal.instance.dbUsername"), () -> password)
            .serverId(serverId())
            .startPosition(start())
            .tls(
                TlsMode.valueOf(
                    settings
                        .get("canal.instance.master.sslMode", "PREFERRED")
                        .toUpperCase(Locale.ROOT)))
            .positionLostPolicy(
                settings.isTrue("canal.auto.reset.latest.pos.mode")
                    ? PositionLostPolicy.RESTART_AT_LATEST
                    : PositionLostPolicy.FAIL);
    String standby = settings.get("canal.instance.standby.address");
    if (!standby.isEmpty()) {
      Address other = Address.parse("canal.instance.standby.address", standby);
      source
          .failover(other.host(), other.port())
          .timestampFailover(true)
          .timestampRewind(
              Duration.ofSeconds(settings.number("canal.instance.fallbackIntervalInSeconds", 60)));
    }
    return source.build();
  }

  /** Returns the source as canal names it in its cursors. */
  String masterAddress() {
    return settings.get("canal.instance.master.address", "127.0.0.1:" + DEFAULT_PORT);
  }

  /** A host and a port. */
  private record Address(String host, int port) {
    static Address parse(String key, String text) {
      int colon = text.lastIndexOf(':');
      try {
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IllegalArgumentException("%s is not host:port: '%s'".formatted(key, text), e);
      }
    }
  }

  private long serverId() {
    long configured = settings.number("canal.instance.mysql.slaveId", 0);
    if (configured != 0) {
      return configured;
    }
    // All instances of a destination must get the same id.
    var hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return Math.max(1, hash.getValue());
  }

  private StartPosition start() {
    String gtids = settings.get("canal.instance.master.gtid");
    String file = settings.get("canal.instance.master.journal.name");
    long millis = settings.number("canal.instance.master.timestamp", 0);
    if (settings.isTrue("canal.instance.gtidon") && !gtids.isEmpty()) {
      return StartPosition.gtid(GtidSet.parse(gtids));
    }
    if (!file.isEmpty()) {
      // canal takes 0, which templates have, for no offset.
      return StartPosition.at(
          file, Math.max(BINLOG_START, settings.number("canal.instance.master.position", 0)));
    }
    return millis > 0
        ? StartPosition.timestamp(Instant.ofEpochMilli(millis))
        : StartPosition.latest();
  }

  private KindFilter kinds() {
    KindFilter filter = KindFilter.all();
    filter = settings.isTrue("canal.instance.filter.query.ddl") ? filter.withoutDdl() : filter;
    filter =
        settings.isTrue("canal.instance.filter.query.dcl")
            ? filter.withoutDcl().withoutOthers()
            : filter;
    filter = settings.isTrue("canal.instance.filter.query.dml") ? filter.withoutDml() : filter;
    filter = settings.isTrue("canal.instance.filter.rows") ? filter.withoutRows() : filter;
    filter = settings.isTrue("canal.instance.filter.dml.insert") ? filter.withoutInserts() : filter;
    filter = settings.isTrue("canal.instance.filter.dml.update") ? filter.withoutUpdates() : filter;
    return settings.isTrue("canal.instance.filter.dml.delete") ? filter.withoutDeletes() : filter;
  }

  SinkFactory sink() {
    RocketMqSink.Builder sink =
        RocketMqSink.builder(nameServers())
            .topic(settings.get("canal.mq.topic"))
            .producerGroup(
                settings.renamed("rocketmq.producer.group", "canal.mq.producerGroup", "test"))
            .databaseHash(settings.isQueueSwitch("canal.mq.database.hash", true))
            .encoder(isFlat() ? MessageEncoder.canalJson() : MessageEncoder.canalProtobuf())
            .trace(isTraced())
            .vipChannel(settings.isQueueSwitch("rocketmq.vip.channel.enabled", false));
    route(sink);
    connect(sink);
    return sink.build();
  }

  /** Returns the name servers that canal publishes to. */
  String nameServers() {
    return settings.renamed("rocketmq.namesrv.addr", "canal.mq.servers", "127.0.0.1:9876");
  }

  /** Returns whether canal publishes JSON. */
  boolean isFlat() {
    return settings.isQueueSwitch("canal.mq.flatMessage", true);
  }

  private boolean isTraced() {
    return settings.isQueueSwitch("rocketmq.enable.message.trace", false)
        || settings.isQueueSwitch("canal.mq.enableMessageTrace", false);
  }

  private void route(RocketMqSink.Builder sink) {
    String dynamicTopic = settings.get("canal.mq.dynamicTopic");
    if (!dynamicTopic.isEmpty()) {
      sink.dynamicTopic(dynamicTopic);
    }
    String hash = settings.get("canal.mq.partitionHash");
    if (hash.isEmpty()) {
      sink.partition((int) settings.number("canal.mq.partition", 0));
      return;
    }
    sink.partitionHash(hash);
    if (!settings.isTrue("canal.mq.enableDynamicQueuePartition")) {
      // Without a number canal has one partition, whose order consumers may rely on.
      sink.partitions((int) settings.number("canal.mq.partitionsNum", 1));
    }
    String perTopic = settings.get("canal.mq.dynamicTopicPartitionNum");
    if (!perTopic.isEmpty()) {
      sink.topicPartitions(perTopic);
    }
  }

  private void connect(RocketMqSink.Builder sink) {
    String namespace = settings.renamed("rocketmq.namespace", "canal.mq.namespace", "");
    if (!namespace.isEmpty()) {
      sink.namespace(namespace);
    }
    String tag = settings.get("rocketmq.tag");
    if (!tag.isEmpty()) {
      sink.tag(tag);
    }
    String traceTopic =
        settings.get(
            "rocketmq.customized.trace.topic", settings.get("canal.mq.customizedTraceTopic"));
    if (isTraced() && !traceTopic.isEmpty()) {
      sink.traceTopic(traceTopic);
    }
    String accessKey = settings.get("canal.aliyun.accessKey");
    if (!accessKey.isEmpty()) {
      sink.credentials(accessKey, settings.get("canal.aliyun.secretKey"));
    }
    if (settings.get("canal.mq.accessChannel").equalsIgnoreCase("cloud")) {
      sink.customizer(producer -> producer.setAccessChannel(AccessChannel.CLOUD));
    }
  }
}
