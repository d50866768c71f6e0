package dev.towpath.sink.rocketmq;

import dev.towpath.event.Table;
import dev.towpath.sink.SinkFactory;
import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageTagger;
import dev.towpath.sink.rocketmq.internal.lane.PipelineBrokers;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.jspecify.annotations.Nullable;

/**
 * A sink that publishes changes to RocketMQ topics, in order per key.
 *
 * <p>Each row goes to the partition that its key hashes to, and each partition permanently to one
 * queue. The queues of a topic are pinned when the pipeline first publishes to it. If the broker of
 * a queue is down, the sink waits for it. Each queue has at most one request in flight. A flush
 * returns when the brokers have confirmed every message with {@code SEND_OK}. The sink also reports
 * its progress without a flush.
 *
 * <p>A topic that only one pipeline writes to holds each change once, even after a broker or the
 * pipeline was killed. Three measures ensure this. If the answer to a message was lost, the sink
 * looks it up in the queue before it sends it again. It recognises messages that an earlier sink of
 * the pipeline published after the saved position, and does not publish them again. If a broker
 * answered without securing what it stored, the next sink sends the last such message again under
 * the same number. It then waits for {@code SEND_OK}.
 *
 * <p>Every message carries user properties that let a consumer detect duplicates: {@code w}, the
 * pipeline; {@code e}, the term of leadership; {@code n}, the message's number within its pipeline
 * and queue, always growing; {@code p}, the rows it covers.
 */
public final class RocketMqSink {

  private RocketMqSink() {}

  /**
   * Returns a builder for a sink.
   *
   * @param nameServers the name servers as {@code host:port}, separated by semicolons
   * @throws IllegalArgumentException if they have another form
   */
  public static Builder builder(String nameServers) {
    return new Builder(nameServers);
  }

  /**
   * A builder of a {@link SinkFactory}. Each setter refuses a wrong value with an {@link
   * IllegalArgumentException}; {@link #build()} checks only how the settings fit together, and
   * opens nothing. Not thread-safe.
   */
  public static final class Builder {
    private final ClientParts client;
    private final RoutingParts routing = new RoutingParts();
    private final LaneParts lanes = new LaneParts();
    private @Nullable SharedProducer sharedProducer;
    private ZoneId timeZone = ZoneId.systemDefault();
    private MessageEncoder encoder = MessageEncoder.canalJson();
    private MessageTagger tagger = change -> "";
    private boolean metadata = true;
    private List<OversizeRule> oversize = List.of();

    private Builder(String nameServers) {
      this.client = new ClientParts(nameServers);
    }

    /** Sets the topic to publish to; it must exist. Required unless {@link #topics} is called. */
    public Builder topic(String topic) {
      routing.topic(topic);
      return this;
    }

    /**
     * Sets topics by the names of tables, with the meaning and the syntax of {@code
     * canal.mq.dynamicTopic}; see {@link TopicRouter#dynamic}. Changes that match nothing go to
     * {@link #topic}. Default: none.
     */
    public Builder dynamicTopic(String expression) {
      routing.dynamicTopic(expression);
      return this;
    }

    /**
     * Sets the function that decides the topic of a change, instead of {@link #topic} and {@link
     * #dynamicTopic}.
     */
    public Builder topics(TopicRouter router) {
      routing.topics(router);
      return this;
    }

    /**
     * Sets whether the topics named in the settings must exist at the start. If not, they are
     * looked up when the first change goes to them. Default: true.
     */
    public Builder checkTopics(boolean checkTopics) {
      routing.checkTopics(checkTopics);
      return this;
    }

    /** Sets the producer group, at most 120 characters. Default: {@code towpath-sink}. */
    public Builder producerGroup(String producerGroup) {
      client.producerGroup(producerGroup);
      return this;
    }

    /** Sets the credentials for the brokers' access control. Default: none. */
    public Builder credentials(String accessKey, String secretKey) {
      client.credentials(accessKey, secretKey);
      return this;
    }

    /**
     * Sets the namespace of topics and group, canal's {@code rocketmq.namespace}: a topic is then
     * {@code namespace%topic}. Default: none.
     */
    public Builder namespace(String namespace) {
      routing.namespace(namespace);
      return this;
    }

    /** Sets the encryption of connections. Default: {@link ClientTls#OFF}. */
    public Builder tls(ClientTls tls) {
      client.tls(tls);
      return this;
    }

    /**
     * Sets whether RocketMQ's message trace is on, canal's {@code rocketmq.enable.message.trace}.
     * The trace needs a second producer. Default: false.
     */
    public Builder trace(boolean trace) {
      client.trace(trace);
      return this;
    }

    /**
     * Sets the topic of the trace, canal's {@code rocketmq.customized.trace.topic}; turns the trace
     * on.
     */
    public Builder traceTopic(String topic) {
      client.traceTopic(topic);
      return this;
    }

    /**
     * Sets whether to use the brokers' second port, canal's {@code rocketmq.vip.channel.enabled}.
     * Default: false.
     */
    public Builder vipChannel(boolean vipChannel) {
      client.vipChannel(vipChannel);
      return this;
    }

    /**
     * Sets a function that configures the producer before it starts, for instance with {@code
     * setAccessChannel}. Timeouts, retries, sizes, compression and the instance name stay as the
     * sink needs them.
     */
    public Builder customizer(Consumer<DefaultMQProducer> customizer) {
      client.customizer(customizer);
      return this;
    }

    /**
     * Sets a producer to share with the sinks of other pipelines. All of them need the same
     * producer settings. Default: none; each sink has its own.
     */
    public Builder sharedProducer(SharedProducer producer) {
      this.sharedProducer = Objects.requireNonNull(producer, "producer");
      return this;
    }

    /**
     * Sets the maximum number of messages that all lanes together send per second, at least 1.
     * Default: no limit.
     */
    public Builder messagesPerSecond(long messages) {
      lanes.messagesPerSecond(messages);
      return this;
    }

    /**
     * Sets the maximum number of bytes that all lanes together send per second, at least 1.
     * Default: no limit.
     */
    public Builder bytesPerSecond(long bytes) {
      lanes.bytesPerSecond(bytes);
      return this;
    }

    /**
     * Sets the number of partitions that keys are hashed to, canal's {@code
     * canal.mq.partitionsNum}; partition {@code p} is queue {@code p % queues} of the topic. 1 to
     * 32767. Default: the number of queues when the pipeline first publishes to the topic. It
     * cannot be changed afterwards.
     */
    public Builder partitions(int partitions) {
      routing.partitions(partitions);
      return this;
    }

    /**
     * Sets the number of partitions per topic, with the syntax of {@code
     * canal.mq.dynamicTopicPartitionNum}: {@code topic:number} or {@code expression:number},
     * separated by commas or semicolons; the first match counts. Default: none; {@link
     * #partitions(int)} applies to all topics.
     */
    public Builder topicPartitions(String expression) {
      routing.topicPartitions(expression);
      return this;
    }

    /**
     * Sets one partition for everything, statements included, instead of a hash. It corresponds to
     * {@code canal.mq.partition} of a canal without {@code canal.mq.partitionHash}. 0 to 32767. It
     * excludes {@code partitionHash}.
     */
    public Builder partition(int partition) {
      routing.partition(partition);
      return this;
    }

    /**
     * Sets how rows are assigned to partitions, with the meaning and the syntax of {@code
     * canal.mq.partitionHash}: {@code table}, {@code table:$pk$} or {@code table:column^column},
     * separated by commas or semicolons. A table is {@code database.table} or a regular expression.
     * The first match counts; tables without a match go to partition 0.
     */
    public Builder partitionHash(String expression) {
      routing.partitionHash(expression);
      return this;
    }

    /** Sets how rows are assigned to partitions. Default: by the primary key. */
    public Builder partitionHash(PartitionHash hash) {
      routing.partitionHash(hash);
      return this;
    }

    /** Sets how rows are assigned to partitions, per table. Default: by the primary key of each. */
    public Builder partitionHash(Function<Table, PartitionHash> hash) {
      routing.partitionHash(hash);
      return this;
    }

    /**
     * Sets the policy for updates that move a row to another queue. Default: {@link
     * KeyChangePolicy#UPDATE}.
     */
    public Builder keyChanges(KeyChangePolicy keyChanges) {
      routing.keyChanges(keyChanges);
      return this;
    }

    /**
     * Sets the policy for rows whose queue has no broker. Default: {@link BrokerDownPolicy#WAIT}.
     */
    public Builder brokerDown(BrokerDownPolicy brokerDown) {
      routing.brokerDown(brokerDown);
      return this;
    }

    /**
     * Sets whether the hash includes the database, canal's {@code canal.mq.database.hash}. Default:
     * true.
     */
    public Builder databaseHash(boolean databaseHash) {
      routing.databaseHash(databaseHash);
      return this;
    }

    /**
     * Sets the zone in which {@code TIMESTAMP} values are printed. Default: the system's, as in
     * canal.
     */
    public Builder timeZone(ZoneId timeZone) {
      this.timeZone = Objects.requireNonNull(timeZone, "timeZone");
      return this;
    }

    /** Sets how long to wait for the answer to one request. 100 ms to 1 min; default: 3 s. */
    public Builder sendTimeout(Duration sendTimeout) {
      client.sendTimeout(sendTimeout);
      return this;
    }

    /**
     * Sets how long a queue may fail to accept messages before {@code write} or {@code flush}
     * throws. At least the send timeout, at most 1 h; default: 30 s.
     */
    public Builder retryTimeout(Duration retryTimeout) {
      lanes.retryTimeout(retryTimeout);
      return this;
    }

    /**
     * Sets the maximum size of a message body in bytes; the broker's {@code maxMessageSize} must
     * not be smaller. 1 KiB to 15 MiB; default: 4 MiB.
     */
    public Builder maxMessageSize(int maxMessageSize) {
      client.maxMessageSize(maxMessageSize);
      return this;
    }

    /**
     * Sets the maximum number of messages per request. 1 to 4096; default: 1000. With 1, requests
     * are not batches, which some managed services refuse; the sink also detects such services by
     * itself.
     */
    public Builder batchMessages(int batchMessages) {
      lanes.batchMessages(batchMessages);
      return this;
    }

    /**
     * Sets the maximum size in bytes of a request with more than one message. 1 KiB to 15 MiB;
     * default: 512 KiB.
     */
    public Builder batchBytes(int batchBytes) {
      lanes.batchBytes(batchBytes);
      return this;
    }

    /**
     * Sets whether the sink reads queues: for messages whose answer was lost, and at a start for
     * messages published after the saved position. Needs the permission to read the topic. Default:
     * true; with false such messages are sent again.
     */
    public Builder tailReads(boolean tailReads) {
      lanes.tailReads(tailReads);
      return this;
    }

    /**
     * Sets the policy for a queue that ends before the saved position because its broker lost
     * messages. Default: {@link LostMessagesPolicy#FAIL}.
     */
    public Builder lostMessages(LostMessagesPolicy lostMessages) {
      lanes.lostMessages(lostMessages);
      return this;
    }

    /** Sets the format of message bodies. Default: {@link MessageEncoder#canalJson}. */
    public Builder encoder(MessageEncoder encoder) {
      this.encoder = Objects.requireNonNull(encoder, "encoder");
      return this;
    }

    /**
     * Sets the tag of all messages, canal's {@code rocketmq.tag}. Default: none.
     *
     * @throws IllegalArgumentException if consumers could not subscribe to it
     */
    public Builder tag(String tag) {
      return tag(MessageTagger.fixed(tag));
    }

    /** Sets the function that decides the tag of a message. Default: none. */
    public Builder tag(MessageTagger tagger) {
      this.tagger = Objects.requireNonNull(tagger, "tagger");
      return this;
    }

    /**
     * Sets whether messages carry their origin in user properties: {@code o}, the binlog file and
     * offset; {@code t}, the commit time of the transaction in microseconds since 1970; {@code s},
     * the version of the table. About 70 bytes per message. Default: true.
     */
    public Builder metadata(boolean metadata) {
      this.metadata = metadata;
      return this;
    }

    /**
     * Sets the steps, in this order, for a row or a statement whose message alone would be too
     * large. Default: none; the sink stops with an error that names it.
     */
    public Builder oversize(OversizeStep... steps) {
      List<OversizeRule> rules = Arrays.stream(steps).map(OversizeStep::rule).toList();
      for (OversizeRule rule : rules.subList(0, Math.max(0, rules.size() - 1))) {
        SettingProblems.refuse(
            rule.kind() == OversizeRule.Kind.DEAD_LETTER,
            "deadLetter must be the last step of oversize: " + rules);
      }
      this.oversize = rules;
      return this;
    }

    /**
     * Returns a factory of sinks with these settings; later calls to this builder do not change it.
     *
     * @throws IllegalArgumentException if settings contradict each other; the message lists all
     *     contradictions
     */
    public SinkFactory build() {
      RocketMqSettings settings = settings();
      @Nullable SharedProducer shared = sharedProducer;
      Map<String, PipelineBrokers> brokers = new ConcurrentHashMap<>();
      return context ->
          PublishingSink.create(
              settings,
              shared,
              context,
              brokers.computeIfAbsent(context.pipeline(), PipelineBrokers::of));
    }

    /** Returns the checked settings. */
    RocketMqSettings settings() {
      List<String> problems = new ArrayList<>();
      client.check(problems);
      routing.check(problems);
      lanes.check(problems, client.sendTimeout());
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("RocketMQ sink: " + String.join("; ", problems));
      }
      return new RocketMqSettings(
          lanes.settings(client.settings(routing.namespace()), routing.settings()),
          timeZone,
          encoder,
          tagger,
          metadata,
          new OversizeChain(oversize, routing.namespace()));
    }
  }
}
