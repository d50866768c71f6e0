package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The launch of a RocketMQ server, in a JVM of its own that reads its settings from a file. */
record RocketMqLaunch(
    Class<?> main, String maxHeap, Placement placement, List<String> settings, List<String> tls)
    implements ServerInstance.Launch {
  /** The line that the programs print when they serve clients. */
  static final String READY = "towpath: ready";

  /** The distance from a broker's port to the port on which it takes topics. */
  static final int TOPICS_PORT_OFFSET = 2;

  private static final int FAST_PORT_OFFSET = -2;
  private static final int REPLICATION_PORT_OFFSET = 1;

  private static final List<String> NETWORK =
      List.of("bindAddress=127.0.0.1", "serverWorkerThreads=2", "serverSelectorThreads=1");

  private static final List<String> STORE =
      List.of(
          // A message larger than such a file is acknowledged and dropped: never less than 16 MB.
          "mappedFileSizeCommitLog=67108864",
          "mappedFileSizeConsumeQueue=600000",
          "messageIndexEnable=false",
          "maxHashSlotNum=10000",
          "maxIndexNum=40000",
          "timerWheelEnable=false",
          "enableCompaction=false",
          "enableScheduleMessageStats=false",
          "diskMaxUsedSpaceRatio=95",
          // Otherwise a broker that is killed while it writes may keep a message without all of its
          // properties: recovery only checks the checksum of the body.
          "enabledAppendPropCRC=true",
          "forceVerifyPropCRC=true");

  private static final List<String> THREADS =
      List.of(
          "sendMessageThreadPoolNums=2",
          "pullMessageThreadPoolNums=4",
          "litePullMessageThreadPoolNums=2",
          "ackMessageThreadPoolNums=1",
          "processReplyMessageThreadPoolNums=1",
          "queryMessageThreadPoolNums=1",
          "adminBrokerThreadPoolNums=2",
          "clientManageThreadPoolNums=2",
          "consumerManageThreadPoolNums=2",
          "loadBalanceProcessorThreadPoolNums=1",
          "heartbeatThreadPoolNums=1",
          "endTransactionThreadPoolNums=1",
          "recoverThreadPoolNums=1");

  /** Flags of a server that takes no encrypted connections. */
  static final List<String> PLAIN =
      // Otherwise each listener makes a certificate for itself, which takes a second.
      List.of("-Dtls.server.mode=disabled");

  /** Flags of a server that takes and makes encrypted connections only. */
  static List<String> encrypted(Path certificate, Path key) {
    return List.of(
        "-Dtls.server.mode=enforcing",
        "-Dtls.enable=true",
        "-Dtls.test.mode.enable=false",
        "-Dtls.server.certPath=" + certificate,
        "-Dtls.server.keyPath=" + key);
  }

  /** The settings that depend on where a server runs. */
  @FunctionalInterface
  interface Placement {
    List<String> at(Path directory, int port);
  }

  /** Returns the distances from a broker's port to all its other ports. */
  static int[] brokerPortOffsets() {
    return new int[] {FAST_PORT_OFFSET, REPLICATION_PORT_OFFSET, TOPICS_PORT_OFFSET};
  }

  /** Describes a name server. */
  static RocketMqLaunch nameServer(List<String> tls) {
    Placement placement =
        (directory, port) ->
            List.of(
                "listenPort=" + port,
                "rocketmqHome=" + directory,
                "kvConfigPath=" + directory.resolve("kvConfig.json"),
                "configStorePath=" + directory.resolve("namesrv.properties"));
    List<String> settings = new ArrayList<>(NETWORK);
    settings.addAll(List.of("defaultThreadPoolNums=2", "clientRequestThreadPoolNums=2"));
    return new RocketMqLaunch(RocketMqNameServerMain.class, "96m", placement, settings, tls);
  }

  /**
   * Describes a broker; {@code overrides} have the form {@code name=value} and override the
   * defaults.
   */
  static RocketMqLaunch broker(
      String name, String nameServer, List<String> overrides, List<String> tls) {
    Placement placement =
        (directory, port) ->
            List.of(
                "listenPort=" + port,
                "haListenPort=" + (port + REPLICATION_PORT_OFFSET),
                "rocketmqHome=" + directory,
                "storePathRootDir=" + directory.resolve("store"),
                "storePathCommitLog=" + directory.resolve("store/commitlog"),
                "authConfigPath=" + directory.resolve("store/config"));
    List<String> settings = new ArrayList<>(NETWORK);
    settings.addAll(
        List.of(
            "brokerName=" + name,
            "configName=" + name,
            "brokerClusterName=towpath",
            "clusterName=towpath",
            "namesrvAddr=" + nameServer,
            // The default is the address of a network card.
            "brokerIP1=127.0.0.1",
            "brokerIP2=127.0.0.1",
            "autoCreateTopicEnable=false",
            // On a busy machine the default of 200 ms rejects senders all the time.
            "waitTimeMillsInSendQueue=5000"));
    settings.addAll(STORE);
    settings.addAll(THREADS);
    settings.addAll(overrides);
    return new RocketMqLaunch(RocketMqBrokerMain.class, "256m", placement, settings, tls);
  }

  @Override
  public List<String> command(Path directory, int port) throws IOException {
    List<String> lines = new ArrayList<>(placement.at(directory, port));
    lines.addAll(settings);
    Path file = Files.write(directory.resolve("settings.properties"), lines);
    List<String> flags =
        new ArrayList<>(List.of("-Xmx" + maxHeap, "-Drocketmq.home.dir=" + directory));
    flags.addAll(tls);
    String topicsPort = Integer.toString(port + TOPICS_PORT_OFFSET);
    return JavaProgram.command(main, directory, flags, file.toString(), topicsPort);
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public boolean isReady(ServerProcess process, Path directory, int port) {
    return process.output().contains(READY);
  }
}
