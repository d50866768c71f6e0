package dev.towpath.examples.canal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The catalog of canal's settings, from 1.1.4 to 1.1.8, and their treatment. A line of the table
 * holds a name, a fate and a note. The fate is:
 *
 * <ul>
 *   <li>{@code +} taken over, {@code ~} meaningless, {@code -} not supported when it is set;
 *   <li>{@code +a,b} taken over when it is a or b, or not set, and not supported otherwise;
 *   <li>{@code -a,b} not supported unless it is a or b, or not set, which request nothing.
 * </ul>
 */
final class SettingCatalog {
  private static final String SERVER =
      """
      canal.id | ~ | without effect in canal, too
      canal.ip | ~ | nothing listens here; ZooKeeperHa.address(…) names an instance
      canal.register.ip | ~ | nothing listens here; ZooKeeperHa.address(…) names an instance
      canal.port | ~ | nothing listens here
      canal.metrics.pull.port | ~ | bind TowpathMetrics to your registry
      canal.user | ~ | nothing listens here
      canal.passwd | ~ | nothing listens here
      canal.admin.manager | - | the settings are in canal-admin: export them to files
      canal.admin.port | ~ | of canal-admin
      canal.admin.user | ~ | of canal-admin
      canal.admin.passwd | ~ | of canal-admin
      canal.admin.register.auto | ~ | of canal-admin
      canal.admin.register.cluster | ~ | of canal-admin
      canal.admin.register.name | ~ | of canal-admin
      canal.zkServers | + | ZooKeeperHa: election, cursor, and canal's own cursor, too
      canal.zookeeper.flush.period | + | how often the position is saved
      canal.socketChannel | ~ | connections have one implementation
      canal.withoutNetty | ~ | nothing listens here
      canal.serverMode | +rocketMQ | RocketMqSink; for others write a Sink, as the Kafka example does
      canal.file.data.dir | + | where meta.dat is read, and positions are kept without ZooKeeper
      canal.file.flush.period | + | how often the position is saved without ZooKeeper
      canal.destinations | + | one pipeline each
      canal.destinations.expr | + | one pipeline each; wins over canal.destinations
      canal.conf.dir | ~ | the directory is an argument
      canal.auto.scan | + | directories with an instance.properties, looked for at the start only
      canal.auto.scan.interval | ~ | they are looked for at the start only
      canal.auto.reset.latest.pos.mode | + | MySqlSource.positionLostPolicy
      canal.aliyun.accessKey | + | credentials of the brokers
      canal.aliyun.secretKey | + | credentials of the brokers
      canal.aliyun.accesskey | - | no binlogs are downloaded: keep them on the server
      canal.aliyun.secretkey | - | no binlogs are downloaded: keep them on the server
      canal.aliyun.uid | ~ | of the binlog download from RDS
      canal.instance.global.mode | +spring | settings are read from files only
      canal.instance.global.lazy | ~ | every destination is started
      canal.instance.global.manager.address | ~ | settings are read from files only
      canal.instance.global.spring.xml | +classpath:spring/default-instance.xml,classpath:spring/file-instance.xml,classpath:spring/memory-instance.xml | where canal's cursor is
      """;

  private static final String QUEUES =
      """
      canal.mq.flatMessage | + | MessageEncoder.canalJson, or canalProtobuf
      canal.mq.canalBatchSize | ~ | FlushPolicy and batchMessages decide
      canal.mq.canalGetTimeout | ~ | there is no timeout to wait out
      canal.mq.accessChannel | +local,cloud | of the producer
      canal.mq.database.hash | + | databaseHash
      canal.mq.send.thread.size | ~ | a queue has a thread while there is something to send
      canal.mq.build.thread.size | ~ | a queue has a thread while there is something to send
      canal.mq.servers | + | the name servers; wins over rocketmq.namesrv.addr
      canal.mq.producerGroup | + | producerGroup; wins over rocketmq.producer.group
      canal.mq.namespace | + | namespace; wins over rocketmq.namespace
      canal.mq.enableMessageTrace | + | trace
      canal.mq.customizedTraceTopic | + | traceTopic
      canal.mq.retries | ~ | without effect in canal, too; see retryTimeout
      canal.mq.topic | + | topic
      canal.mq.dynamicTopic | + | dynamicTopic
      canal.mq.partition | + | partition, unless there is a partitionHash
      canal.mq.enableDynamicQueuePartition | + | the queues of a topic are counted once, and kept
      canal.mq.partitionsNum | + | partitions; one if it is not set, as in canal
      canal.mq.dynamicTopicPartitionNum | + | topicPartitions
      canal.mq.partitionHash | + | partitionHash
      rocketmq.namesrv.addr | + | the name servers
      rocketmq.producer.group | + | producerGroup
      rocketmq.enable.message.trace | + | trace
      rocketmq.customized.trace.topic | + | traceTopic
      rocketmq.namespace | + | namespace
      rocketmq.retry.times.when.send.failed | ~ | without effect in canal, too; see retryTimeout
      rocketmq.vip.channel.enabled | + | vipChannel
      rocketmq.tag | + | tag
      """;

  private static final String INSTANCE =
      """
      canal.instance.mysql.slaveId | + | serverId; 0 is a number made of the destination's name
      canal.instance.gtidon | + | decides between gtid and file in the first start position
      canal.instance.rds.accesskey | - | no binlogs are downloaded: keep them on the server
      canal.instance.rds.secretkey | - | no binlogs are downloaded: keep them on the server
      canal.instance.rds.instanceId | - | no binlogs are downloaded: keep them on the server
      canal.instance.master.address | + | the source
      canal.instance.master.journal.name | + | where to start when there is no cursor
      canal.instance.master.position | + | where to start when there is no cursor
      canal.instance.master.timestamp | + | where to start when there is no cursor
      canal.instance.master.gtid | + | where to start when there is no cursor
      canal.instance.standby.address | + | MySqlSource.failover
      canal.instance.standby.journal.name | - | the standby is found by GTID or time: remove it
      canal.instance.standby.position | - | the standby is found by GTID or time: remove it
      canal.instance.standby.timestamp | - | the standby is found by GTID or time: remove it
      canal.instance.standby.gtid | - | the standby is found by GTID or time: remove it
      canal.instance.fallbackIntervalInSeconds | + | timestampRewind, for a standby without GTIDs
      canal.instance.multi.stream.on | -false,off,no,0 | of PolarDB-X: one pipeline per stream
      canal.instance.dbUsername | + | the account
      canal.instance.dbPassword | + | its password
      canal.instance.enableDruid | -false,off,no,0 | the password is encrypted: give it in clear, for instance in the environment
      canal.instance.pwdPublicKey | ~ | needed for canal.instance.enableDruid only
      canal.instance.defaultDatabaseName | ~ | no statement depends on it
      canal.instance.connectionCharset | ~ | text is read in the character set of its column
      canal.instance.connectionCharsetNumber | ~ | text is read in the character set of its column
      canal.instance.filter.regex | + | TableFilter.regex
      canal.instance.filter.black.regex | + | TableFilter.regex
      canal.instance.filter.field | + | ColumnFilter.fields
      canal.instance.filter.black.field | + | ColumnFilter.fields
      canal.instance.filter.druid.ddl | ~ | no statement is dropped because of how it is parsed
      canal.instance.filter.query.dcl | + | KindFilter.withoutDcl, withoutOthers
      canal.instance.filter.query.dml | + | KindFilter.withoutDml
      canal.instance.filter.query.ddl | + | KindFilter.withoutDdl
      canal.instance.filter.table.error | ~ | a table that cannot be read stops its destination, and no row is dropped: exclude it in filter.black.regex
      canal.instance.filter.rows | + | KindFilter.withoutRows
      canal.instance.filter.transaction.entry | ~ | the sink publishes no transaction markers
      canal.instance.filter.dml.insert | + | KindFilter.withoutInserts
      canal.instance.filter.dml.update | + | KindFilter.withoutUpdates
      canal.instance.filter.dml.delete | + | KindFilter.withoutDeletes
      canal.instance.memory.buffer.size | ~ | memory is bounded in bytes: memoryBudget
      canal.instance.memory.buffer.memunit | ~ | memory is bounded in bytes: memoryBudget
      canal.instance.memory.batch.mode | ~ | memory is bounded in bytes: memoryBudget
      canal.instance.memory.rawEntry | ~ | rows are decoded when they are encoded
      canal.instance.detecting.enable | ~ | the server's heartbeats tell a dead connection
      canal.instance.detecting.sql | ~ | the server's heartbeats tell a dead connection
      canal.instance.detecting.interval.time | ~ | see MySqlSource.heartbeatInterval
      canal.instance.detecting.retry.threshold | ~ | the server's heartbeats tell a dead connection
      canal.instance.detecting.heartbeatHaEnable | ~ | a standby that is named is used
      canal.instance.transaction.size | ~ | a transaction is cut where the batch limit is
      canal.instance.network.receiveBufferSize | ~ | left to the system
      canal.instance.network.sendBufferSize | ~ | left to the system
      canal.instance.network.soTimeout | ~ | see MySqlSource.heartbeatInterval
      canal.instance.binlog.format | ~ | rows need binlog_format=ROW, which is checked
      canal.instance.binlog.image | ~ | every image is understood
      canal.instance.get.ddl.isolation | ~ | a statement is a message of its own
      canal.instance.parser.parallel | ~ | there is one reader and one writer
      canal.instance.parser.parallelThreadSize | ~ | there is one reader and one writer
      canal.instance.parser.parallelBufferSize | ~ | there is one reader and one writer
      canal.instance.tsdb.enable | ~ | definitions are kept with the position
      canal.instance.tsdb.dir | ~ | definitions are kept with the position
      canal.instance.tsdb.url | ~ | definitions are kept with the position
      canal.instance.tsdb.dbUsername | ~ | definitions are kept with the position
      canal.instance.tsdb.dbPassword | ~ | definitions are kept with the position
      canal.instance.tsdb.snapshot.interval | ~ | definitions are kept with the position
      canal.instance.tsdb.snapshot.expire | ~ | definitions are kept with the position
      canal.instance.tsdb.spring.xml | ~ | definitions are kept with the position
      canal.instance.master.sslMode | +DISABLED,PREFERRED,REQUIRED,VERIFY_CA,VERIFY_IDENTITY | TlsMode
      canal.instance.standby.sslMode | ~ | a standby is connected to as the master is
      """;

  private static final Pattern OTHER_CONNECTOR =
      Pattern.compile("(kafka|rabbitmq|pulsarmq|canal\\.mq\\.(properties|kafka))\\..*");

  /** The names that the settings of Kafka and RabbitMQ had in canal 1.1.4 and 1.1.5. */
  private static final Set<String> OLD_NAMES =
      Set.of(
          "canal.mq.batchSize",
          "canal.mq.maxRequestSize",
          "canal.mq.lingerMs",
          "canal.mq.bufferMemory",
          "canal.mq.compressionType",
          "canal.mq.acks",
          "canal.mq.transaction",
          "canal.mq.parallelThreadSize",
          "canal.mq.exchange",
          "canal.mq.vhost",
          "canal.mq.username",
          "canal.mq.password",
          "canal.mq.aliyunuid");

  private static final String QUERY_DML = "canal.instance.filter.query.dml";

  private static final Pattern PER_DESTINATION =
      Pattern.compile("canal\\.instance\\.[^.]+\\.(mode|lazy|manager\\.address|spring\\.xml)");

  private static final Pattern TLS_STORE =
      Pattern.compile(
          "canal\\.instance\\.(master|standby)\\.(tlsVersions|(trust|client)CertificateKeyStore\\w+)");

  /** The servers of canal's {@code group-instance.xml}. */
  private static final Pattern GROUP =
      Pattern.compile("canal\\.instance\\.(master|standby)\\d+\\..+");

  private static final String STATEMENTS_BEHIND_ROWS =
      "changes logged as text are published; with binlog_rows_query_log_events=ON canal also"
          + " publishes a QUERY for the text behind rows: here that is Origin.statement() of the"
          + " rows, and no message";

  private static final Pattern SECRET =
      Pattern.compile("(?i)passw|secret|accesskey|roletoken|sasl");

  /** A password in an address: a parameter, or the part before the host. */
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile("(?i)(passw\\w*|pwd)=|//[^/?#\\s]*@");

  private static final Map<String, Entry> ENTRIES = entries();

  private SettingCatalog() {}

  private record Entry(char sign, List<String> values, String note) {}

  private static Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String line : (SERVER + QUEUES + INSTANCE).split("\n", -1)) {
      if (!line.isEmpty()) {
        String[] parts = line.split(" \\| ", 3);
        List<String> values =
            parts[1].length() == 1
                ? List.of()
                : Arrays.asList(parts[1].substring(1).split(",", -1));
        var entry = new Entry(parts[1].charAt(0), values, parts[2]);
        if (entries.put(parts[0], entry) != null) {
          throw new IllegalStateException(parts[0] + " is listed twice");
        }
      }
    }
    return entries;
  }

  /** Returns the names in the table. */
  static Set<String> names() {
    return ENTRIES.keySet();
  }

  /** Returns the treatment of a setting with this value. */
  static Verdict judge(String key, String value) {
    Entry entry = ENTRIES.get(key);
    if (entry != null) {
      return judge(entry, key, value);
    }
    if (OTHER_CONNECTOR.matcher(key).matches() || OLD_NAMES.contains(key)) {
      return new Verdict(Fate.MEANINGLESS, "of another connector than RocketMQ's");
    }
    if (PER_DESTINATION.matcher(key).matches()) {
      return value.isEmpty()
              || (key.endsWith(".mode") && value.equalsIgnoreCase("spring"))
              || key.endsWith(".lazy")
          ? new Verdict(Fate.MEANINGLESS, "as for all destinations")
          : new Verdict(Fate.NOT_SUPPORTED, "all destinations are run alike: remove it");
    }
    if (TLS_STORE.matcher(key).matches()) {
      return value.isEmpty()
          ? new Verdict(Fate.MEANINGLESS, "not set")
          : new Verdict(Fate.NOT_SUPPORTED, "give MySqlSource.sslContext(…) in a program of yours");
    }
    if (GROUP.matcher(key).matches()) {
      return new Verdict(
          Fate.NOT_SUPPORTED,
          "a group of servers in one destination: make it one destination each, with one topic");
    }
    return new Verdict(Fate.UNKNOWN, "no setting of canal 1.1.4 to 1.1.8; is it misspelt?");
  }

  private static Verdict judge(Entry entry, String key, String value) {
    // Canal ignores case.
    boolean isListed = value.isEmpty() || entry.values.stream().anyMatch(value::equalsIgnoreCase);
    if (key.equals("canal.zkServers") && value.contains(";")) {
      return new Verdict(Fate.NOT_SUPPORTED, "several ensembles: name the servers of one");
    }
    if (key.equals(QUERY_DML) && !value.equalsIgnoreCase("true")) {
      return new Verdict(Fate.DIFFERS, STATEMENTS_BEHIND_ROWS);
    }
    return switch (entry.sign) {
      case '+' ->
          entry.values.isEmpty() || isListed
              ? new Verdict(Fate.TAKEN_OVER, entry.note)
              : new Verdict(Fate.NOT_SUPPORTED, "only %s: %s".formatted(entry.values, entry.note));
      case '-' ->
          isListed
              ? new Verdict(Fate.MEANINGLESS, "asks for nothing")
              : new Verdict(Fate.NOT_SUPPORTED, entry.note);
      default -> new Verdict(Fate.MEANINGLESS, entry.note);
    };
  }

  /**
   * Returns the value for display, without secrets. An unknown setting may be a password, misspelt
   * or under a name that a placeholder has.
   */
  static String shown(String key, String value) {
    boolean isSecret =
        SECRET.matcher(key).find()
            || SECRET_PARAMETER.matcher(value).find()
            || judge(key, value).fate() == Fate.UNKNOWN;
    return isSecret && !value.isEmpty() ? "***" : value;
  }
}
