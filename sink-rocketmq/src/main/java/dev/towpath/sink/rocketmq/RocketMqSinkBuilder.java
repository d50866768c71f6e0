package dev.towpath.sink.rocketmq;

import dev.towpath.event.Table;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageTagger;
import dev.towpath.sink.rocketmq.internal.client.ClientSettings;
import dev.towpath.sink.rocketmq.internal.lane.LaneSettings;
import dev.towpath.sink.rocketmq.internal.lane.UnsecuredBrokers;
import dev.towpath.sink.rocketmq.internal.name.TopicName;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import dev.towpath.sink.rocketmq.internal.write.OversizeChain;
import dev.towpath.sink.rocketmq.internal.write.OversizeRule;
import dev.towpath.sink.rocketmq.internal.write.RocketMqSettings;
import dev.towpath.sink.rocketmq.option.BrokerDownPolicy;
import dev.towpath.sink.rocketmq.option.ClientTls;
import dev.towpath.sink.rocketmq.option.KeyChangePolicy;
import dev.towpath.sink.rocketmq.option.LostMessagesPolicy;
import dev.towpath.sink.rocketmq.route.TopicRouter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.jspecify.annotations.Nullable;

/**
 * A builder of {@link RocketMqSink}. It checks and opens nothing before {@link #toFactory()}, which
 * reports all problems at once. Not thread-safe.
 */
public final class RocketMqSinkBuilder {
  private static final int MIB = 1 << 20;
  private static final int MAX_BATCH_MESSAGES = 4096;

  private final ClientParts client;
  private final RoutingParts routing = new RoutingParts();
  private @Nullable SharedProducer sharedProducer;
  private long messagesPerSecond;
  private long bytesPerSecond;
  private ZoneId timeZone = ZoneId.systemDefault();
  private Duration retryTimeout = Duration.ofSeconds(30);
  private int batchMessages = 1000;
  private int batchBytes = MIB / 2;
  private boolean tailReads = true;
  private LostMessagesPolicy lostMessages = LostMessagesPolicy.FAIL;
  private MessageEncoder encoder = MessageEncoder.canalJson();
  private MessageTagger tagger = change -> "";
  private boolean metadata = true;
  private List<OversizeRule> oversize = List.of();

  RocketMqSinkBuilder(String nameServers) {
    this.client = new ClientParts(Objects.requireNonNull(nameServers, "nameServers"));
  }

  /** Sets the topic to publish to; it must exist. Required unless {@link #topics} is called. */
  public RocketMqSinkBuilder topic(String topic) {
    routing.topic = Objects.requireNonNull(topic, "topic");
    return this;
  }

  /**
   * Sets topics by the names of tables, with the meaning and the syntax of {@code
   * canal.mq.dynamicTopic}; see {@link TopicRouter#dynamic}. Changes that match nothing go to
   * {@link #topic}. Default: none.
   */
  public RocketMqSinkBuilder dynamicTopic(String expression) {
    routing.dynamicTopic = Objects.requireNonNull(expression, "expression");
    return this;
  }

  /**
   * Sets the function that decides the topic of a change, instead of {@link #topic} and {@link
   * #dynamicTopic}.
   */
  public RocketMqSinkBuilder topics(TopicRouter router) {
    routing.router = Objects.requireNonNull(router, "router");
    return this;
  }

  /**
   * Sets whether the topics named in the settings must exist at the start. If not, they are looked
   * up when the first change goes to them. Default: true.
   */
  public RocketMqSinkBuilder checkTopics(boolean checkTopics) {
    routing.checkTopics = checkTopics;
    return this;
  }

  /** Sets the producer group, at most 120 characters. Default: {@code towpath-sink}. */
  public RocketMqSinkBuilder producerGroup(String producerGroup) {
    client.producerGroup = Objects.requireNonNull(producerGroup, "producerGroup");
    return this;
  }

  /** Sets the credentials for the brokers' access control. Default: none. */
  public RocketMqSinkBuilder credentials(String accessKey, String secretKey) {
    client.credentials = new ClientSettings.Credentials(accessKey, secretKey);
    return this;
  }

  /**
   * Sets the namespace of topics and group, canal's {@code rocketmq.namespace}: a topic is then
   * {@code namespace%topic}. Default: none.
   */
  public RocketMqSinkBuilder namespace(String namespace) {
    routing.namespace = Objects.requireNonNull(namespace, "namespace");
    return this;
  }

  /** Sets the encryption of connections. Default: {@link ClientTls#OFF}. */
  public RocketMqSinkBuilder tls(ClientTls tls) {
    client.tls = Objects.requireNonNull(tls, "tls");
    return this;
  }

  /**
   * Sets whether RocketMQ's message trace is on, canal's {@code rocketmq.enable.message.trace}. The
   * trace needs a second producer. Default: false.
   */
  public RocketMqSinkBuilder trace(boolean trace) {
    client.trace = trace;
    return this;
  }

  /**
   * Sets the topic of the trace, canal's {@code rocketmq.customized.trace.topic}; turns the trace
   * on.
   */
  public RocketMqSinkBuilder traceTopic(String topic) {
    client.traceTopic = TopicName.require(topic);
    return trace(true);
  }

  /**
   * Sets whether to use the brokers' second port, canal's {@code rocketmq.vip.channel.enabled}.
   * Default: false.
   */
  public RocketMqSinkBuilder vipChannel(boolean vipChannel) {
    client.vipChannel = vipChannel;
    return this;
  }

  /**
   * Sets a function that configures the producer before it starts, for instance with {@code
   * setAccessChannel}. Timeouts, retries, sizes, compression and the instance name stay as the sink
   * needs them.
   */
  public RocketMqSinkBuilder customizer(Consumer<DefaultMQProducer> customizer) {
    client.customizer = Objects.requireNonNull(customizer, "customizer");
    return this;
  }

  /**
   * Sets a producer to share with the sinks of other pipelines. All of them need the same producer
   * settings. Default: none; each sink has its own.
   */
  public RocketMqSinkBuilder sharedProducer(SharedProducer producer) {
    this.sharedProducer = Objects.requireNonNull(producer, "producer");
    return this;
  }

  /**
   * Sets the maximum number of messages that all lanes together send per second. Default: 0,
   * unlimited.
   */
  public RocketMqSinkBuilder messagesPerSecond(long messages) {
    this.messagesPerSecond = messages;
    return this;
  }

  /**
   * Sets the maximum number of bytes that all lanes together send per second. Default: 0,
   * unlimited.
   */
  public RocketMqSinkBuilder bytesPerSecond(long bytes) {
    this.bytesPerSecond = bytes;
    return this;
  }

  /**
   * Sets the number of partitions that keys are hashed to, canal's {@code canal.mq.partitionsNum};
   * partition {@code p} is queue {@code p % queues} of the topic. 1 to 32767. Default: the number
   * of queues when the pipeline first publishes to the topic. It cannot be changed afterwards.
   */
  public RocketMqSinkBuilder partitions(int partitions) {
    routing.partitions = OptionalInt.of(partitions);
    return this;
  }

  /**
   * Sets the number of partitions per topic, with the syntax of {@code
   * canal.mq.dynamicTopicPartitionNum}: {@code topic:number} or {@code expression:number},
   * separated by commas or semicolons; the first match counts. Default: none; {@link
   * #partitions(int)} applies to all topics.
   */
  public RocketMqSinkBuilder topicPartitions(String expression) {
    routing.topicPartitions = Objects.requireNonNull(expression, "expression");
    return this;
  }

  /**
   * Sets one partition for everything, statements included, instead of a hash. It corresponds to
   * {@code canal.mq.partition} of a canal without {@code canal.mq.partitionHash}. 0 to 32767.
   */
  public RocketMqSinkBuilder partition(int partition) {
    routing.partition = OptionalInt.of(partition);
    return this;
  }

  /**
   * Sets how rows are assigned to partitions, with the meaning and the syntax of {@code
   * canal.mq.partitionHash}: {@code table}, {@code table:$pk$} or {@code table:column^column},
   * separated by commas or semicolons. A table is {@code database.table} or a regular expression.
   * The first match counts; tables without a match go to partition 0.
   */
  public RocketMqSinkBuilder partitionHash(String expression) {
    routing.partitionRules = Objects.requireNonNull(expression, "expression");
    return this;
  }

  /** Sets how rows are assigned to partitions. Default: by the primary key. */
  public RocketMqSinkBuilder partitionHash(PartitionHash hash) {
    Objects.requireNonNull(hash, "hash");
    return partitionHash(table -> hash);
  }

  /** Sets how rows are assigned to partitions, per table. Default: by the primary key of each. */
  public RocketMqSinkBuilder partitionHash(Function<Table, PartitionHash> hash) {
    routing.partitionHash = Objects.requireNonNull(hash, "hash");
    return this;
  }

  /**
   * Sets the policy for updates that move a row to another queue. Default: {@link
   * KeyChangePolicy#UPDATE}.
   */
  public RocketMqSinkBuilder keyChanges(KeyChangePolicy keyChanges) {
    routing.keyChanges = Objects.requireNonNull(keyChanges, "keyChanges");
    return this;
  }

  /** Sets the policy for rows whose queue has no broker. Default: {@link BrokerDownPolicy#WAIT}. */
  public RocketMqSinkBuilder brokerDown(BrokerDownPolicy brokerDown) {
    routing.brokerDown = Objects.requireNonNull(brokerDown, "brokerDown");
    return this;
  }

  /**
   * Sets whether the hash includes the database, canal's {@code canal.mq.database.hash}. Default:
   * true.
   */
  public RocketMqSinkBuilder databaseHash(boolean databaseHash) {
    routing.databaseHash = databaseHash;
    return this;
  }

  /**
   * Sets the zone in which {@code TIMESTAMP} values are printed. Default: the system's, as in
   * canal.
   */
  public RocketMqSinkBuilder timeZone(ZoneId timeZone) {
    this.timeZone = Objects.requireNonNull(timeZone, "timeZone");
    return this;
  }

  /** Sets how long to wait for the answer to one request. 100 ms to 1 min; default: 3 s. */
  public RocketMqSinkBuilder sendTimeout(Duration sendTimeout) {
    client.sendTimeout = Objects.requireNonNull(sendTimeout, "sendTimeout");
    return this;
  }

  /**
   * Sets how long a queue may fail to accept messages before {@code write} or {@code flush} throws.
   * At least the send timeout, at most 1 h; default: 30 s.
   */
  public RocketMqSinkBuilder retryTimeout(Duration retryTimeout) {
    this.retryTimeout = Objects.requireNonNull(retryTimeout, "retryTimeout");
    return this;
  }

  /**
   * Sets the maximum size of a message body in bytes; the broker's {@code maxMessageSize} must not
   * be smaller. 1 KiB to 15 MiB; default: 4 MiB.
   */
  public RocketMqSinkBuilder maxMessageSize(int maxMessageSize) {
    client.maxMessageSize = maxMessageSize;
    return this;
  }

  /**
   * Sets the maximum number of messages per request. 1 to 4096; default: 1000. With 1, requests are
   * not batches, which some managed services refuse; the sink also detects such services by itself.
   */
  public RocketMqSinkBuilder batchMessages(int batchMessages) {
    this.batchMessages = batchMessages;
    return this;
  }

  /**
   * Sets the maximum size in bytes of a request with more than one message. 1 KiB to 15 MiB;
   * default: 512 KiB.
   */
  public RocketMqSinkBuilder batchBytes(int batchBytes) {
    this.batchBytes = batchBytes;
    return this;
  }

  /**
   * Sets whether the sink reads queues: for messages whose answer was lost, and at a start for
   * messages published after the saved position. Needs the permission to read the topic. Default:
   * true; with false such messages are sent again.
   */
  public RocketMqSinkBuilder tailReads(boolean tailReads) {
    this.tailReads = tailReads;
    return this;
  }

  /**
   * Sets the policy for a queue that ends before the saved position because its broker lost
   * messages. Default: {@link LostMessagesPolicy#FAIL}.
   */
  public RocketMqSinkBuilder lostMessages(LostMessagesPolicy lostMessages) {
    this.lostMessages = Objects.requireNonNull(lostMessages, "lostMessages");
    return this;
  }

  /** Sets the format of message bodies. Default: {@link MessageEncoder#canalJson}. */
  public RocketMqSinkBuilder encoder(MessageEncoder encoder) {
    this.encoder = Objects.requireNonNull(encoder, "encoder");
    return this;
  }

  /**
   * Sets the tag of all messages, canal's {@code rocketmq.tag}. Default: none.
   *
   * @throws IllegalArgumentException if consumers could not subscribe to it
   */
  public RocketMqSinkBuilder tag(String tag) {
    return tag(MessageTagger.fixed(tag));
  }

  /** Sets the function that decides the tag of a message. Default: none. */
  public RocketMqSinkBuilder tag(MessageTagger tagger) {
    this.tagger = Objects.requireNonNull(tagger, "tagger");
    return this;
  }

  /**
   * Sets whether messages carry their origin in user properties: {@code o}, the binlog file and
   * offset; {@code t}, the commit time of the transaction in microseconds since 1970; {@code s},
   * the version of the table. About 70 bytes per message. Default: true.
   */
  public RocketMqSinkBuilder metadata(boolean metadata) {
    this.metadata = metadata;
    return this;
  }

  /**
   * Sets the steps, in this order, for a row or a statement whose message alone would be too large.
   * Default: none; the sink stops with an error that names it.
   */
  public RocketMqSinkBuilder oversize(OversizeStep... steps) {
    this.oversize = Arrays.stream(steps).map(OversizeStep::rule).toList();
    return this;
  }

  /**
   * Returns a factory of sinks with these settings; later calls to this builder do not change it.
   *
   * @throws IllegalArgumentException if settings are wrong; the message lists all of them
   */
  public SinkFactory toFactory() {
    RocketMqSettings settings = settings();
    @Nullable SharedProducer shared = sharedProducer;
    Map<String, UnsecuredBrokers> brokers = new ConcurrentHashMap<>();
    return context ->
        RocketMqSink.create(
            settings,
            shared,
            context,
            brokers.computeIfAbsent(context.pipeline(), name -> new UnsecuredBrokers()));
  }

  /** Returns the checked settings. */
  RocketMqSettings settings() {
    List<String> problems = new ArrayList<>();
    client.check(problems);
    @Nullable Routing checked = routing.check(problems);
    check(problems);
    if (checked == null || !problems.isEmpty()) {
      throw new IllegalArgumentException("RocketMQ sink: " + String.join("; ", problems));
    }
    var lanes =
        new LaneSettings(
            client.settings(routing.namespace),
            checked,
            retryTimeout,
            batchMessages,
            batchBytes,
            tailReads,
            lostMessages,
            messagesPerSecond,
            bytesPerSecond);
    return new RocketMqSettings(
        lanes, timeZone, encoder, tagger, metadata, new OversizeChain(oversize, routing.namespace));
  }

  private void check(List<String> problems) {
    for (int i = 0; i < oversize.size() - 1; i++) {
      SettingProblems.check(
          problems,
          oversize.get(i).kind() != OversizeRule.Kind.DEAD_LETTER,
          "deadLetter must be the last step of oversize: " + oversize);
    }
    SettingProblems.check(
        problems,
        messagesPerSecond >= 0 && bytesPerSecond >= 0,
        "limits per second must not be negative: %d messages, %d bytes"
            .formatted(messagesPerSecond, bytesPerSecond));
    SettingProblems.range(problems, "batchMessages", batchMessages, 1, MAX_BATCH_MESSAGES);
    SettingProblems.range(problems, "batchBytes", batchBytes, 1024, 15 * MIB);
    SettingProblems.range(
        problems, "retryTimeout", retryTimeout, client.sendTimeout, Duration.ofHours(1));
  }
}
