package dev.towpath.embedded;

import org.apache.rocketmq.common.namesrv.NamesrvConfig;
import org.apache.rocketmq.namesrv.NamesrvController;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;

/** The program of a RocketMQ name server. */
final class RocketMqNameServerMain {
  private RocketMqNameServerMain() {}

  /** Runs a name server with the settings in the file {@code arguments[0]}, until it is killed. */
  public static void main(String[] arguments) throws Exception {
    NamesrvConfig config = new NamesrvConfig();
    NettyServerConfig netty = new NettyServerConfig();
    RocketMqSettings.apply(arguments[0], config, netty);
    NamesrvController controller = new NamesrvController(config, netty);
    if (!controller.initialize()) {
      throw new IllegalStateException("the name server does not initialise");
    }
    controller.start();
    System.out.println(RocketMqLaunch.READY);
    Thread.currentThread().join();
  }
}
