package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import dev.sluice.embedded.EmbeddedMySql;
import dev.sluice.embedded.EmbeddedZooKeeper;
import dev.sluice.embedded.EmbeddedZooKeeperEnsemble;

/** Something that goes wrong and then right again. */
enum Fault {
  KILL_ACTIVE(200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      kill(stage, stage.active(), step);
    }
  },
  KILL_STANDBY(200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      kill(stage, stage.standby(step.choice()), step);
    }
  },
  /** Longer than a session lasts: somebody else leads when it comes back. */
  FREEZE_ACTIVE(4_000, 6_500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      NodeProcess active = stage.active();
      stage.takeovers().began(System.currentTimeMillis());
      active.freeze(step.time());
    }
  },
  FREEZE_ACTIVE_BRIEFLY(300, 2_500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      stage.active().freeze(step.time());
    }
  },
  FREEZE_STANDBY(1_000, 5_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      stage.standby(step.choice()).freeze(step.time());
    }
  },
  STOP_ACTIVE(200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      NodeProcess active = stage.active();
      stage.takeovers().began(System.currentTimeMillis());
      active.stop();
      Step.last(step.time());
      active.start();
    }
  },
  STOP_STANDBY(200, 2_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      NodeProcess standby = stage.standby(step.choice());
      standby.stop();
      Step.last(step.time());
      standby.start();
    }
  },
  HAND_OVER(0, 500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      stage.takeovers().began(System.currentTimeMillis());
      if (!stage.cursorWatch().handOver()) {
        stage.takeovers().disturbed();
      }
      Step.last(step.time());
    }
  },
  KILL_PRIMARY(200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      kill(stage.mySql().primary(), step);
    }
  },
  KILL_REPLICA(200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      kill(stage.mySql().replica(), step);
    }
  },
  RESTART_PRIMARY(0, 1_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().primary().stop();
      Step.last(step.time());
      stage.mySql().primary().start();
    }
  },
  FREEZE_PRIMARY(500, 4_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().primary().pause();
      Step.last(step.time());
      stage.mySql().primary().resume();
    }
  },
  ROTATE_AND_PURGE(0, 300) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().rotateAndPurge(stage.cursorWatch().saved());
    }
  },
  KILL_DUMPS(0, 300) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().killDumps();
    }
  },
  PROMOTE_REPLICA(200, 2_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().promote(false);
      Step.last(step.time());
      stage.mySql().follow();
    }
  },
  PROMOTE_REPLICA_AND_KILL(200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.mySql().promote(true);
      Step.last(step.time());
      stage.mySql().replica().start();
      stage.mySql().follow();
    }
  },
  KILL_BROKER(200, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().killBroker();
      Step.last(step.time());
      stage.rocketMq().startBroker();
    }
  },
  STOP_BROKER(0, 500) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().stopBroker();
      Step.last(step.time());
      stage.rocketMq().startBroker();
    }
  },
  FREEZE_BROKER(500, 5_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().pauseBroker();
      Step.last(step.time());
      stage.rocketMq().resumeBroker();
    }
  },
  KILL_NAME_SERVER(500, 4_000) {
    @Override
    void strike(Stage stage, Step step) {
      stage.rocketMq().killNameServer();
      Step.last(step.time());
      stage.rocketMq().startNameServer();
    }
  },
  KILL_ZOOKEEPER(500, 3_000) {
    @Override
    void strike(Stage stage, Step step) {
      int server = step.choice() % EmbeddedZooKeeperEnsemble.SERVERS;
      stage.zooKeeper().server(server).kill();
      Step.last(step.time());
      stage.zooKeeper().startServers(server);
    }
  },
  FREEZE_ZOOKEEPER(500, 4_000) {
    @Override
    void strike(Stage stage, Step step) {
      EmbeddedZooKeeper server =
          stage.zooKeeper().server(step.choice() % EmbeddedZooKeeperEnsemble.SERVERS);
      server.pause();
      Step.last(step.time());
      server.resume();
    }
  },
  QUORUM_LOSS(500, 4_500) {
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
  ROLLING_RESTART(0, 500) {
    @Override
    void strike(Stage stage, Step step) {
      for (int server = 0; server < EmbeddedZooKeeperEnsemble.SERVERS; server++) {
        stage.zooKeeper().server(server).stop();
        stage.zooKeeper().startServers(server);
        Step.last(step.time());
      }
    }
  },
  CUT(0, 2_500) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.CUT);
    }
  },
  BLACK_HOLE(500, 6_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.BLACK_HOLE);
    }
  },
  HALF_OPEN(500, 6_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.HALF_OPEN);
    }
  },
  LOST_REPLIES(500, 6_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.LOST_REPLIES);
    }
  },
  DELAY(1_000, 4_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.DELAY);
    }
  },
  TRICKLE(1_000, 4_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.TRICKLE);
    }
  },
  CUT_AT_BYTE(1_000, 4_000) {
    @Override
    void strike(Stage stage, Step step) throws Exception {
      fail(stage, step, LinkFault.CUT_AT_BYTE);
    }
  };

  private final int shortest;
  private final int longest;

  /**
   * @param shortest how long it lasts at least, in milliseconds
   * @param longest how long at most
   */
  Fault(int shortest, int longest) {
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

  /** Whether it comes between an application and its neighbours. */
  boolean isOfNetwork() {
    return ordinal() >= CUT.ordinal();
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
