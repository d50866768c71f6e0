package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.embedded.EmbeddedZooKeeper;
import dev.sluice.embedded.EmbeddedZooKeeperEnsemble;

/** Something that goes wrong and then right again. */
enum Fault {
  KILL_ACTIVE(Part.APPLICATION, 200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      kill(stage, stage.active(), step);
    }
  },
  KILL_STANDBY(Part.APPLICATION, 200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      kill(stage, stage.standby(step.choice()), step);
    }
  },
  /** Longer than a session lasts: somebody else leads when it comes back. */
  FREEZE_ACTIVE(Part.APPLICATION, 4_000, 6_500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      NodeProcess active = stage.active();
      stage.takeovers().began(System.currentTimeMillis());
      active.freeze(step.time());
    }
  },
  FREEZE_ACTIVE_BRIEFLY(Part.APPLICATION, 300, 2_500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      stage.active().freeze(step.time());
    }
  },
  FREEZE_STANDBY(Part.APPLICATION, 1_000, 5_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      stage.standby(step.choice()).freeze(step.time());
    }
  },
  STOP_ACTIVE(Part.APPLICATION, 200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      NodeProcess active = stage.active();
      stage.takeovers().began(System.currentTimeMillis());
      active.stop();
      Step.last(step.time());
      active.start();
    }
  },
  STOP_STANDBY(Part.APPLICATION, 200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      NodeProcess standby = stage.standby(step.choice());
      standby.stop();
      Step.last(step.time());
      standby.start();
    }
  },
  HAND_OVER(Part.APPLICATION, 0, 500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      stage.takeovers().began(System.currentTimeMillis());
      if (!stage.cursorWatch().handOver()) {
        stage.takeovers().counts(false);
      }
      Step.last(step.time());
    }
  },
  KILL_PRIMARY(Part.MYSQL, 200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      kill(stage.mySql().primary(), step);
    }
  },
  KILL_REPLICA(Part.MYSQL, 200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      kill(stage.mySql().replica(), step);
      stage.mySql().follow();
    }
  },
  RESTART_PRIMARY(Part.MYSQL, 0, 1_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().primary().stop();
      Step.last(step.time());
      stage.mySql().primary().start();
    }
  },
  FREEZE_PRIMARY(Part.MYSQL, 500, 4_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().primary().pause();
      Step.last(step.time());
      stage.mySql().primary().resume();
    }
  },
  ROTATE_AND_PURGE(Part.MYSQL, 0, 300) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().rotateAndPurge(stage.cursorWatch().saved());
    }
  },
  KILL_DUMPS(Part.MYSQL, 0, 300) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().killDumps();
    }
  },
  PROMOTE_REPLICA(Part.MYSQL, 200, 2_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().promote(false);
      Step.last(step.time());
      stage.mySql().follow();
    }
  },
  PROMOTE_REPLICA_AND_KILL(Part.MYSQL, 200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().promote(true);
      Step.last(step.time());
      stage.mySql().replica().start();
      stage.mySql().follow();
    }
  },
  KILL_BROKER(Part.ROCKETMQ, 200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().killBroker();
      Step.last(step.time());
      stage.rocketMq().startBroker();
    }
  },
  STOP_BROKER(Part.ROCKETMQ, 0, 500) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().stopBroker();
      Step.last(step.time());
      stage.rocketMq().startBroker();
    }
  },
  FREEZE_BROKER(Part.ROCKETMQ, 500, 5_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().pauseBroker();
      Step.last(step.time());
      stage.rocketMq().resumeBroker();
    }
  },
  KILL_NAME_SERVER(Part.ROCKETMQ, 500, 4_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().killNameServer();
      Step.last(step.time());
      stage.rocketMq().startNameServer();
    }
  },
  KILL_ZOOKEEPER(Part.ZOOKEEPER, 500, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      int server = step.choice() % EmbeddedZooKeeperEnsemble.SERVERS;
      stage.zooKeeper().server(server).kill();
      Step.last(step.time());
      stage.zooKeeper().startServers(server);
    }
  },
  FREEZE_ZOOKEEPER(Part.ZOOKEEPER, 500, 4_000) {
    @Override
    void strike(Stage stage, Step step) {
      EmbeddedZooKeeper server =
          stage.zooKeeper().server(step.choice() % EmbeddedZooKeeperEnsemble.SERVERS);
      server.pause();
      Step.last(step.time());
      server.resume();
    }
  },
  QUORUM_LOSS(Part.ZOOKEEPER, 500, 4_500) {
    @Override
    void strike(Stage stage, Step step) {
      int survivor = step.choice() % EmbeddedZooKeeperEnsemble.SERVERS;
      int[] others = {(survivor + 1) % 3, (survivor + 2) % 3};
      for (int server : others) {
        stage.zooKeeper().server(server).kill();
      }
      Step.last(step.time());
      stage.zooKeeper().startServers(others);
    }
  },
  ROLLING_RESTART(Part.ZOOKEEPER, 0, 500) {
    @Override
    void strike(Stage stage, Step step) {
      for (int server = 0; server < EmbeddedZooKeeperEnsemble.SERVERS; server++) {
        stage.zooKeeper().server(server).stop();
        stage.zooKeeper().startServers(server);
        Step.last(step.time());
      }
    }
  },
  CUT(Part.NETWORK, 0, 2_500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.CUT);
    }
  },
  BLACK_HOLE(Part.NETWORK, 500, 6_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.BLACK_HOLE);
    }
  },
  HALF_OPEN(Part.NETWORK, 500, 6_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.HALF_OPEN);
    }
  },
  LOST_REPLIES(Part.NETWORK, 500, 6_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.LOST_REPLIES);
    }
  },
  DELAY(Part.NETWORK, 1_000, 4_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.DELAY);
    }
  },
  TRICKLE(Part.NETWORK, 1_000, 4_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.TRICKLE);
    }
  },
  CUT_AT_BYTE(Part.NETWORK, 1_000, 4_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.CUT_AT_BYTE);
    }
  };

  private final Part part;
  private final int shortest;
  private final int longest;

  /** What is hit. Faults of different parts may strike at the same time. */
  enum Part {
    APPLICATION,
    MYSQL,
    ROCKETMQ,
    ZOOKEEPER,
    NETWORK
  }

  /**
   * @param part what is hit
   * @param shortest how long it lasts at least, in milliseconds
   * @param longest how long at most
   */
  Fault(Part part, int shortest, int longest) {
    this.part = part;
    this.shortest = shortest;
    this.longest = longest;
  }

  /** How long it lasts at least, in milliseconds. */
  int shortest() {
    return shortest;
  }

  /** How long it lasts at most, in milliseconds. */
  int longest() {
    return longest;
  }

  /** What is hit. */
  Part part() {
    return part;
  }

  /** Strikes, lasts as long as the step says, and is over when this returns. */
  abstract void strike(Stage stage, Step step) throws Exception;

  private static void kill(Stage stage, NodeProcess node, Step step) throws Exception {
    if (node.equals(stage.active())) {
      stage.takeovers().began(System.currentTimeMillis());
    }
    node.kill();
    Step.last(step.time());
    node.start();
  }

  private static void kill(EmbeddedMySql server, Step step) {
    server.kill();
    Step.last(step.time());
    server.start();
  }

  /** Mostly it meets the active application. */
  private static void fail(Stage stage, Step step, LinkFault fault) throws Exception {
    NodeProcess node = step.choice() % 5 == 0 ? stage.standby(step.choice()) : stage.active();
    Neighbour neighbour = step.neighbour();
    for (Link link : node.links().to(neighbour)) {
      link.fail(fault, step.choice());
    }
    try {
      Step.last(step.time());
    } finally {
      node.links().to(neighbour).forEach(Link::heal);
    }
  }
}
