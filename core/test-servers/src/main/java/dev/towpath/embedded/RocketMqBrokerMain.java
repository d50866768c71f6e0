package dev.towpath.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.auth.config.AuthConfig;
import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.constant.PermName;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.store.config.MessageStoreConfig;

/**
 * The program of a RocketMQ broker. On a port of its own it takes lines of a topic and a number of
 * queues. It creates the topic and answers {@link #DONE} or a failure.
 */
final class RocketMqBrokerMain {
  static final String DONE = "done";

  private static final int ROUTE_TIMEOUT_MILLIS = 60_000;

  private final BrokerConfig config = new BrokerConfig();
  private final BrokerController controller;

  private RocketMqBrokerMain(String settings) throws Exception {
    NettyServerConfig netty = new NettyServerConfig();
    MessageStoreConfig store = new MessageStoreConfig();
    AuthConfig auth = new AuthConfig();
    RocketMqSettings.apply(settings, config, netty, store, auth);
    controller = new BrokerController(config, netty, new NettyClientConfig(), store, auth);
    if (!controller.initialize()) {
      throw new IllegalStateException("the broker does not initialise");
    }
  }

  /**
   * Runs a broker with the settings in the file {@code arguments[0]}. Takes topics on the port
   * {@code arguments[1]} until SIGTERM, on which it ends in good order.
   */
  public static void main(String[] arguments) throws Exception {
    RocketMqBrokerMain broker = new RocketMqBrokerMain(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    try (ServerSocket socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
      broker.start();
      System.out.println(RocketMqLaunch.READY);
      while (true) {
        broker.serve(socket);
      }
    }
  }

  private void start() throws Exception {
    controller.start();
    Runtime.getRuntime().addShutdownHook(new Thread(controller::shutdown, "broker-shutdown"));
    // So far it has only registered with connected name servers, often none, and would register
    // again only after 10 s.
    do {
      controller.registerBrokerAll(true, false, true);
    } while (!isRegistered());
  }

  private boolean isRegistered() throws Exception {
    try {
      return controller
          .getBrokerOuterAPI()
          .getBrokerMemberGroup(config.getBrokerClusterName(), config.getBrokerName())
          .getBrokerAddrs()
          .containsValue(controller.getBrokerAddr());
    } catch (RemotingException e) {
      // The name server has not answered within the three seconds that the client allows.
      return false;
    }
  }

  private void serve(ServerSocket socket) throws IOException {
    try (Socket client = socket.accept()) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      client.getOutputStream().write(answer(lines.readLine()).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String answer(String line) {
    try {
      String[] words = line.split(" ", -1);
      createTopic(words[0], Integer.parseInt(words[1]));
      return DONE;
    } catch (Exception e) {
      return e.toString();
    }
  }

  private void createTopic(String topic, int queues) throws Exception {
    TopicConfig topicConfig =
        new TopicConfig(topic, queues, queues, PermName.PERM_READ | PermName.PERM_WRITE);
    controller.getTopicConfigManager().updateTopicConfig(topicConfig);
    controller.registerIncrementBrokerData(
        topicConfig, controller.getTopicConfigManager().getDataVersion());
    // Throws unless the name server knows the topic.
    controller.getBrokerOuterAPI().getTopicRouteInfoFromNameServer(topic, ROUTE_TIMEOUT_MILLIS);
  }
}
