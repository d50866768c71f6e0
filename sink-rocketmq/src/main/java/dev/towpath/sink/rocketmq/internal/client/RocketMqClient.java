package dev.towpath.sink.rocketmq.internal.client;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import dev.towpath.sink.rocketmq.internal.message.MessageProperties;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.RowRange;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import dev.towpath.sink.rocketmq.option.ClientTls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.CommunicationMode;
import org.apache.rocketmq.client.impl.consumer.PullResultExt;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.filter.ExpressionType;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.sysflag.PullSysFlag;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.remoting.RemotingClient;
import org.apache.rocketmq.remoting.exception.RemotingTimeoutException;
import org.apache.rocketmq.remoting.protocol.header.PullMessageRequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * A producer and its connections. It reads the tails of queues over the same connections, without a
 * consumer client, a subscription or a consumer's heartbeat. Thread-safe.
 */
public final class RocketMqClient implements QueueClient {
  private static final Logger LOGGER = SinkLog.LOGGER;

  /** A group that exists on every broker. Reading with a group of our own would create it there. */
  private static final String READER_GROUP = "TOOLS_CONSUMER";

  /** How long a broker may leave all requests unanswered before its connection is replaced. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration SHUTDOWN = Duration.ofMillis(300);
  private static final int MAX_READ = 32;

  /** The properties of a stored message that the client or the broker added. */
  private static final Set<String> ADDED =
      Set.of(
          MessageConst.PROPERTY_UNIQ_CLIENT_MESSAGE_ID_KEYIDX,
          MessageConst.PROPERTY_MSG_REGION,
          MessageConst.PROPERTY_TRACE_SWITCH,
          MessageConst.PROPERTY_CLUSTER,
          MessageConst.PROPERTY_CRC32);

  private static final AtomicLong INSTANCES = new AtomicLong();

  private final DefaultMQProducer producer;
  private final ClientSettings settings;
  private final long timeoutMillis;
  private final Map<String, Integer> limits = new ConcurrentHashMap<>();

  /** The time, in nanoseconds, since which each broker has not answered. */
  private final Map<String, Long> silent = new ConcurrentHashMap<>();

  private final MQClientInstance instance;

  private RocketMqClient(DefaultMQProducer producer, ClientSettings settings) {
    this.producer = producer;
    this.settings = settings;
    this.timeoutMillis = settings.sendTimeout().toMillis();
    this.instance = instanceOf(producer);
    // A request that timed out may still be in flight. A question about the end of a queue cannot
    // overtake it on the same connection, but could on a new one.
    instance.getNettyClientConfig().setClientCloseSocketIfTimeout(false);
  }

  /**
   * Returns the client's inner instance, the only access to reads over the producer's connections.
   */
  @SuppressWarnings("deprecation")
  private static MQClientInstance instanceOf(DefaultMQProducer producer) {
    return producer.getDefaultMQProducerImpl().getMqClientFactory();
  }

  /**
   * Starts a producer. Neither a broker nor a name server needs to run.
   *
   * @throws SinkException if connections would not be encrypted as required
   */
  public static RocketMqClient start(ClientSettings settings)
      throws MQClientException, SinkException {
    @Nullable String problem = Encryption.problem(settings.tls());
    if (problem != null) {
      throw SinkException.permanent("RocketMQ sink: " + problem);
    }
    ClientSettings.@Nullable Credentials credentials = settings.credentials();
    @Nullable RPCHook signing =
        credentials == null
            ? null
            : new AclClientRPCHook(
                new SessionCredentials(credentials.accessKey(), credentials.secretKey()));
    DefaultMQProducer producer =
        new DefaultMQProducer(
            settings.producerGroup(), signing, settings.trace(), settings.traceTopic());
    producer.setNamesrvAddr(settings.nameServers());
    producer.setUseTLS(settings.tls() != ClientTls.OFF);
    producer.setVipChannelEnabled(settings.vipChannel());
    producer.setPollNameServerInterval(1000);
    producer.setHeartbeatBrokerInterval(30_000);
    @Nullable Consumer<DefaultMQProducer> customizer = settings.customizer();
    if (customizer != null) {
      customizer.accept(producer);
    }
    fix(producer, settings);
    try {
      producer.start();
      LOGGER.log(Level.DEBUG, () -> "producer %s started".formatted(producer));
      return new RocketMqClient(producer, settings);
    } catch (Throwable e) {
      shutDown(producer::shutdown);
      throw e;
    }
  }

  /**
   * Sets the options on which order and the absence of duplicates depend; they cannot be
   * customized.
   */
  private static void fix(DefaultMQProducer producer, ClientSettings settings) {
    // Clients with the same instance name share connections and name servers, even of another
    // cluster.
    producer.setInstanceName(
        "towpath-%d-%d".formatted(ProcessHandle.current().pid(), INSTANCES.incrementAndGet()));
    producer.setSendMsgTimeout((int) settings.sendTimeout().toMillis());
    producer.setMqClientApiTimeout((int) settings.sendTimeout().toMillis());
    producer.setRetryTimesWhenSendFailed(0);
    producer.setRetryTimesWhenSendAsyncFailed(0);
    producer.setRetryAnotherBrokerWhenNotStoreOK(false);
    producer.setMaxMessageSize(settings.maxMessageSize());
    producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
  }

  /** Returns the writable queues of a topic whose brokers are alive, by broker name and queue. */
  public List<MessageQueue> route(String topic) throws MQClientException {
    List<MessageQueue> queues;
    try {
      queues = new ArrayList<>(producer.fetchPublishMessageQueues(topic));
    } catch (MQClientException e) {
      leaveSilentNameServers(e);
      throw e;
    }
    queues.sort(
        Comparator.comparing(MessageQueue::getBrokerName)
            .thenComparingInt(MessageQueue::getQueueId));
    return queues;
  }

  @Override
  public SendResult send(MessageQueue queue, List<Outgoing> messages) throws Exception {
    if (messages.size() > 1 && isHooked(producer)) {
      List<Message> visible = messages.stream().map(Outgoing::message).toList();
      return answer(queue, () -> producer.send(visible, queue, timeoutMillis));
    }
    Message message = messages.size() == 1 ? messages.get(0).message() : Outgoing.batch(messages);
    return answer(queue, () -> producer.send(message, queue, timeoutMillis));
  }

  /**
   * Returns whether a hook reads the messages: the client's own tracing, or one of the application.
   */
  @SuppressWarnings("deprecation")
  private static boolean isHooked(DefaultMQProducer producer) {
    return producer.getDefaultMQProducerImpl().hasSendMessageHook()
        || producer.getDefaultMQProducerImpl().hasCheckForbiddenHook();
  }

  @Override
  public long maxOffset(MessageQueue queue) throws Exception {
    return answer(
        queue,
        () -> instance.getMQClientAPIImpl().getMaxOffset(master(queue), queue, timeoutMillis));
  }

  /**
   * Returns the answer to a request. Replaces the connection if the broker has long been silent.
   */
  private <T> T answer(MessageQueue queue, Callable<T> request) throws Exception {
    String broker = queue.getBrokerName();
    try {
      T answer = request.call();
      silent.remove(broker);
      return answer;
    } catch (MQBrokerException e) {
      silent.remove(broker);
      throw e;
    } catch (RemotingTimeoutException e) {
      long now = System.nanoTime();
      long since = silent.computeIfAbsent(broker, name -> now);
      if (now - since > SILENCE.toNanos() && silent.remove(broker, since)) {
        LOGGER.log(
            Level.WARNING,
            () ->
                "%s has not answered for %s; replacing the connection".formatted(broker, SILENCE));
        remoting().closeChannels(List.of(master(queue)));
      }
      throw e;
    }
  }

  /**
   * Closes connections to name servers that do not answer. The next request then goes to another
   * name server, or over a new connection.
   */
  private void leaveSilentNameServers(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof RemotingTimeoutException) {
        remoting().closeChannels(remoting().getNameServerAddressList());
        return;
      }
    }
  }

  private RemotingClient remoting() {
    return instance.getMQClientAPIImpl().getRemotingClient();
  }

  @Override
  public List<StoredMessage> read(MessageQueue queue, long offset) throws Exception {
    return pull(queue, offset, MAX_READ, false).stream().map(RocketMqClient::stored).toList();
  }

  /**
   * Returns a copy of the message at {@code offset}, to be sent again unchanged.
   *
   * @throws IllegalStateException if it cannot be read any more
   */
  public Outgoing copy(MessageQueue queue, long offset) throws Exception {
    MessageExt message =
        pull(queue, offset, 1, true).stream()
            .filter(found -> found.getQueueOffset() == offset)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s has no message at offset %d".formatted(queue, offset)));
    Map<String, String> properties = new HashMap<>(message.getProperties());
    properties.keySet().removeAll(ADDED);
    return new Outgoing(
        queue.getTopic(),
        message.getBody(),
        MessageDecoder.messageProperties2String(properties).getBytes(StandardCharsets.UTF_8),
        number(message, MessageProperties.NUMBER));
  }

  private List<MessageExt> pull(MessageQueue queue, long offset, int most, boolean bodies)
      throws Exception {
    var request = new PullMessageRequestHeader();
    request.setConsumerGroup(READER_GROUP);
    request.setTopic(queue.getTopic());
    request.setQueueId(queue.getQueueId());
    request.setQueueOffset(offset);
    request.setMaxMsgNums(most);
    request.setSysFlag(PullSysFlag.buildSysFlag(false, false, true, false));
    request.setCommitOffset(0L);
    request.setSuspendTimeoutMillis(0L);
    request.setSubscription("*");
    request.setSubVersion(0L);
    request.setExpressionType(ExpressionType.TAG);
    request.setBrokerName(queue.getBrokerName());
    var result =
        (PullResultExt)
            answer(
                queue,
                () ->
                    instance
                        .getMQClientAPIImpl()
                        .pullMessage(
                            master(queue), request, timeoutMillis, CommunicationMode.SYNC, null));
    if (result.getPullStatus() != PullStatus.FOUND) {
      return List.of();
    }
    return MessageDecoder.decodes(ByteBuffer.wrap(result.getMessageBinary()), bodies);
  }

  private static StoredMessage stored(MessageExt message) {
    @Nullable String writer = message.getUserProperty(MessageProperties.WRITER);
    @Nullable String position = message.getUserProperty(MessageProperties.POSITION);
    return new StoredMessage(
        message.getQueueOffset(),
        writer == null ? "" : writer,
        number(message, MessageProperties.EPOCH),
        number(message, MessageProperties.NUMBER),
        position == null ? RowRange.UNKNOWN : RowRange.parse(position));
  }

  private static long number(MessageExt message, String property) {
    @Nullable String value = message.getUserProperty(property);
    try {
      return value == null ? 0 : Long.parseLong(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public OptionalLong undispatched(MessageQueue queue) throws Exception {
    try {
      @Nullable String bytes =
          instance
              .getMQClientAPIImpl()
              .getBrokerRuntimeInfo(master(queue), timeoutMillis)
              .getTable()
              .get("dispatchBehindBytes");
      return bytes == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes));
    } catch (MQBrokerException e) {
      LOGGER.log(
          Level.DEBUG,
          () -> "%s does not report its state: %s".formatted(queue.getBrokerName(), e));
      return OptionalLong.empty();
    }
  }

  /**
   * Returns the maximum message size of the queue's broker, at most {@code configured}. It is
   * {@code configured} when the broker does not answer. A broker that has answered is not asked
   * again.
   */
  public int maxMessageSize(MessageQueue queue, int configured) throws InterruptedException {
    Integer known = limits.get(queue.getBrokerName());
    if (known != null) {
      return Math.min(known, configured);
    }
    int limit = Integer.MAX_VALUE;
    Interrupts.check();
    try {
      @Nullable String told =
          instance
              .getMQClientAPIImpl()
              .getBrokerConfig(master(queue), timeoutMillis)
              .getProperty("maxMessageSize");
      limit = told == null ? limit : Integer.parseInt(told);
      limits.put(queue.getBrokerName(), limit);
    } catch (InterruptedException e) {
      throw e;
    } catch (MQBrokerException e) {
      limits.put(queue.getBrokerName(), limit);
      LOGGER.log(
          Level.DEBUG,
          () -> "%s does not report its limit: %s".formatted(queue.getBrokerName(), e));
    } catch (Exception e) {
      Interrupts.check(e);
      LOGGER.log(
          Level.DEBUG,
          () -> "%s failed to report its limit: %s".formatted(queue.getBrokerName(), e));
    }
    return Math.min(limit, configured);
  }

  /** Returns why a TLS connection to a name server is refused; null when TLS is not the problem. */
  public @Nullable String refusalOfNameServers() {
    return refusal(List.of(settings.nameServers().split(";", -1)));
  }

  /**
   * Returns why a TLS connection to a queue's broker is refused; null when TLS is not the problem.
   */
  public @Nullable String refusalOfBroker(MessageQueue queue) {
    @Nullable String address = instance.findBrokerAddressInPublish(queue.getBrokerName());
    return refusal(address == null ? List.of() : List.of(address));
  }

  private @Nullable String refusal(List<String> addresses) {
    if (settings.tls() == ClientTls.OFF) {
      return null;
    }
    for (String address : addresses) {
      @Nullable String reason = Encryption.refusal(address, settings.sendTimeout());
      if (reason != null) {
        return "%s fails the TLS handshake (%s): %s; check its certificate and, with %s, the files named by the system properties tls.client.*"
            .formatted(address, settings.tls(), reason, ClientTls.VERIFIED);
      }
    }
    return null;
  }

  private String master(MessageQueue queue) throws MQClientException {
    @Nullable String address = instance.findBrokerAddressInPublish(queue.getBrokerName());
    if (address == null) {
      refreshRoute(queue.getTopic());
      address = instance.findBrokerAddressInPublish(queue.getBrokerName());
    }
    if (address == null) {
      throw new MQClientException(
          "broker %s, which has queues of topic %s, has no master at the name server; start it"
              .formatted(queue.getBrokerName(), queue.getTopic()),
          null);
    }
    return address;
  }

  @Override
  public void refreshRoute(String topic) {
    try {
      instance.updateTopicRouteInfoFromNameServer(topic);
    } catch (IllegalStateException e) {
      // The name server is unavailable; known brokers can be used without it.
      leaveSilentNameServers(e);
      LOGGER.log(Level.DEBUG, () -> "the route of topic " + topic + " was not refreshed: " + e);
    }
  }

  /** Shuts the producer down, waiting at most 300 ms: a hung broker would hold it for seconds. */
  public void close() {
    ClientThreads threads = ClientThreads.of(remoting());
    shutDown(
        () -> {
          producer.shutdown();
          threads.end();
        });
  }

  private static void shutDown(Runnable action) {
    var thread = new Thread(action, "towpath-rocketmq-shutdown");
    thread.setDaemon(true);
    thread.start();
    Joining.join(thread, SHUTDOWN);
  }
}
