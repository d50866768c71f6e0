package dev.towpath.embedded;

import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/** The program of a ZooKeeper server; unlike ZooKeeper's own it fails with a stack trace. */
final class ZooKeeperMain {
  private ZooKeeperMain() {}

  /** Runs the server that the configuration file {@code arguments[0]} describes. */
  public static void main(String[] arguments) throws Exception {
    QuorumPeerConfig config = new QuorumPeerConfig();
    config.parse(arguments[0]);
    if (config.isDistributed()) {
      new QuorumPeerMain().runFromConfig(config);
    } else {
      ServerConfig standalone = new ServerConfig();
      standalone.readFrom(config);
      new ZooKeeperServerMain().runFromConfig(standalone);
    }
  }
}
