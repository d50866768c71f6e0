package dev.towpath.verification.chaos;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.embedded.EmbeddedZooKeeper;
import dev.towpath.embedded.EmbeddedZooKeeperEnsemble;
import dev.towpath.verification.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The temporary faults of a run. */
enum Fault {
  KILL_ACTIVE(Part.APPLICATION, 200, 2_000, (stage, step) -> kill(stage, stage.active(), step)),
  KILL_STANDBY(
      Part.APPLICATION,
      200,
      2_000,
      (stage, step) -> kill(stage, stage.standby(step.choice()), step)),
  /** A suspension longer than the session: another application leads when it ends. */
  FREEZE_ACTIVE(
      Part.APPLICATION,
      4_000,
      6_500,
      (stage, step) -> {
        NodeProcess active = stage.active();
        stage.takeovers().began(System.currentTimeMillis());
        active.freeze(step.time());
      }),
  FREEZE_ACTIVE_BRIEFLY(
      Part.APPLICATION, 300, 2_500, (stage, step) -> stage.active().freeze(step.time())),
  FREEZE_STANDBY(
      Part.APPLICATION,
      1_000,
      5_000,
      (stage, step) -> stage.standby(step.choice()).freeze(step.time())),
  STOP_ACTIVE(
      Part.APPLICATION,
      200,
      2_000,
      (stage, step) -> {
        NodeProcess active = stage.active();
        stage.takeovers().began(System.currentTimeMillis());
        active.stop();
        Step.last(step.time());
        active.start();
      }),
  STOP_STANDBY(
      Part.APPLICATION,
      200,
      2_000,
      (stage, step) -> {
        NodeProcess standby = stage.standby(step.choice());
        standby.stop();
        Step.last(step.time());
        standby.start();
      }),
  HAND_OVER(
      Part.APPLICATION,
      0,
      500,
      (stage, step) -> {
        stage.takeovers().began(System.currentTimeMillis());
        if (!stage.cursorWatch().handOver()) {
          stage.takeovers().counts(false);
        }
        Step.last(step.time());
      }),
  /** A clean end of the pipeline; the application continues with another one. */
  CLOSE_PIPELINE(
      Part.APPLICATION,
      0,
      500,
      (stage, step) -> {
        stage.active().closePipeline();
        Step.last(step.time());
      }),
  CLOSE_IN_LARGE(
      Part.APPLICATION,
      0,
      400,
      (stage, step) -> {
        NodeProcess active = beginLarge(stage, step);
        Step.last(step.time());
        active.closePipeline();
      }),
  STOP_IN_LARGE(
      Part.APPLICATION,
      0,
      400,
      (stage, step) -> {
        NodeProcess active = beginLarge(stage, step);
        Step.last(step.time());
        active.stop();
        active.start();
      }),
  KILL_IN_LARGE(
      Part.APPLICATION,
      0,
      400,
      (stage, step) -> {
        NodeProcess active = beginLarge(stage, step);
        Step.last(step.time());
        active.kill();
        active.start();
      }),
  HAND_OVER_IN_LARGE(
      Part.APPLICATION,
      0,
      400,
      (stage, step) -> {
        beginLarge(stage, step);
        Step.last(step.time());
        stage.cursorWatch().handOver();
      }),
  PAUSE_ACTIVE(
      Part.APPLICATION,
      300,
      4_000,
      (stage, step) -> {
        NodeProcess active = stage.active();
        active.say("pause");
        Step.last(step.time());
        active.say("resume");
      }),
  PAUSE_IN_LARGE(
      Part.APPLICATION,
      300,
      4_000,
      (stage, step) -> {
        NodeProcess active = beginLarge(stage, step);
        active.say("pause");
        Step.last(step.time());
        active.say("resume");
      }),
  /** A paused pipeline is closed or hands over, and is resumed if it still exists. */
  PAUSE_AND_LEAVE(
      Part.APPLICATION,
      300,
      2_000,
      (stage, step) -> {
        NodeProcess active = stage.active();
        active.say("pause");
        Step.last(step.time());
        if (step.choice() % 2 == 0) {
          active.closePipeline();
        } else {
          stage.cursorWatch().handOver();
        }
        active.say("resume");
      }),
  THROWING_SINK(500, 3_000, FaultyCode.Place.SINK, active -> {}),
  THROWING_FACTORY(500, 3_000, FaultyCode.Place.FACTORY, active -> {}),
  /** An exception in a thread of the sink. */
  THROWING_CLIENT(500, 3_000, FaultyCode.Place.CLIENT, active -> {}),
  THROWING_FILTER(300, 1_000, FaultyCode.Place.FILTER, active -> {}),
  THROWING_STORE(1_000, 4_000, FaultyCode.Place.STORE, active -> {}),
  THROWING_LISTENER(500, 3_000, FaultyCode.Place.LISTENER, NodeProcess::closePipeline),
  /** A blocked listener while the pipeline is closed, which has to keep its time limit. */
  BLOCKED_LISTENER(500, 4_000, FaultyCode.Place.BLOCKED_LISTENER, NodeProcess::closePipeline),
  THROWING_POLICY(500, 3_000, FaultyCode.Place.POLICY, active -> {}),
  /** A failing password while connections are ended, because each new connection reads it. */
  THROWING_PASSWORD(1_000, 3_000, FaultyCode.Place.PASSWORD, Fault::reconnect),
  KILL_PRIMARY(Part.MYSQL, 200, 3_000, (stage, step) -> kill(stage, stage.mySql().primary(), step)),
  KILL_REPLICA(
      Part.MYSQL,
      200,
      3_000,
      (stage, step) -> {
        kill(stage, stage.mySql().replica(), step);
        stage.mySql().follow();
      }),
  RESTART_PRIMARY(
      Part.MYSQL,
      0,
      1_000,
      (stage, step) -> {
        EmbeddedMySql primary = stage.mySql().primary();
        stage.mySql().withoutXa(primary, EmbeddedMySql::stop);
        Step.last(step.time());
        primary.start();
      }),
  FREEZE_PRIMARY(
      Part.MYSQL,
      500,
      4_000,
      (stage, step) -> {
        stage.mySql().primary().pause();
        Step.last(step.time());
        stage.mySql().primary().resume();
      }),
  ROTATE_AND_PURGE(
      Part.MYSQL,
      0,
      300,
      (stage, step) -> stage.mySql().rotateAndPurge(stage.cursorWatch().saved())),
  KILL_DUMPS(Part.MYSQL, 0, 300, (stage, step) -> stage.mySql().killDumps()),
  PROMOTE_REPLICA(
      Part.MYSQL,
      200,
      2_000,
      (stage, step) -> {
        stage.mySql().promote(false);
        Step.last(step.time());
        stage.mySql().follow();
      }),
  PROMOTE_REPLICA_AND_KILL(
      Part.MYSQL,
      200,
      3_000,
      (stage, step) -> {
        stage.mySql().promote(true);
        Step.last(step.time());
        stage.mySql().replica().start();
        stage.mySql().follow();
      }),
  KILL_BROKER(
      Part.ROCKETMQ,
      200,
      3_000,
      (stage, step) -> {
        stage.rocketMq().killBroker();
        Step.last(step.time());
        stage.rocketMq().startBroker();
      }),
  STOP_BROKER(
      Part.ROCKETMQ,
      0,
      500,
      (stage, step) -> {
        stage.rocketMq().stopBroker();
        Step.last(step.time());
        stage.rocketMq().startBroker();
      }),
  FREEZE_BROKER(
      Part.ROCKETMQ,
      500,
      5_000,
      (stage, step) -> {
        stage.rocketMq().pauseBroker();
        Step.last(step.time());
        stage.rocketMq().resumeBroker();
      }),
  KILL_NAME_SERVER(
      Part.ROCKETMQ,
      500,
      4_000,
      (stage, step) -> {
        stage.rocketMq().killNameServer();
        Step.last(step.time());
        stage.rocketMq().startNameServer();
      }),
  KILL_ZOOKEEPER(
      Part.ZOOKEEPER,
      500,
      3_000,
      (stage, step) -> {
        int server = step.choice() % EmbeddedZooKeeperEnsemble.SERVERS;
        stage.zooKeeper().server(server).kill();
        Step.last(step.time());
        stage.zooKeeper().startServers(server);
      }),
  FREEZE_ZOOKEEPER(
      Part.ZOOKEEPER,
      500,
      4_000,
      (stage, step) -> {
        EmbeddedZooKeeper server =
            stage.zooKeeper().server(step.choice() % EmbeddedZooKeeperEnsemble.SERVERS);
        server.pause();
        Step.last(step.time());
        server.resume();
      }),
  QUORUM_LOSS(
      Part.ZOOKEEPER,
      500,
      4_500,
      (stage, step) -> {
        int survivor = step.choice() % EmbeddedZooKeeperEnsemble.SERVERS;
        int[] others = {(survivor + 1) % 3, (survivor + 2) % 3};
        for (int server : others) {
          stage.zooKeeper().server(server).kill();
        }
        Step.last(step.time());
        stage.zooKeeper().startServers(others);
      }),
  ROLLING_RESTART(
      Part.ZOOKEEPER,
      0,
      500,
      (stage, step) -> {
        for (int server = 0; server < EmbeddedZooKeeperEnsemble.SERVERS; server++) {
          stage.zooKeeper().server(server).stop();
          stage.zooKeeper().startServers(server);
          Step.last(step.time());
        }
      }),
  CUT(0, 2_500, LinkFault.CUT),
  BLACK_HOLE(500, 6_000, LinkFault.BLACK_HOLE),
  HALF_OPEN(500, 6_000, LinkFault.HALF_OPEN),
  LOST_REPLIES(500, 6_000, LinkFault.LOST_REPLIES),
  DELAY(1_000, 4_000, LinkFault.DELAY),
  TRICKLE(1_000, 4_000, LinkFault.TRICKLE),
  CUT_AT_BYTE(1_000, 4_000, LinkFault.CUT_AT_BYTE),
  /** Connections to MySQL are cut repeatedly within a large transaction. */
  CUT_IN_LARGE(
      Part.NETWORK,
      1_000,
      4_000,
      (stage, step) -> {
        List<Link> links = stage.active().links().to(Neighbour.MYSQL);
        for (Link link : links) {
          link.fail(LinkFault.CUT_FAR, step.choice());
        }
        try {
          writeLarge(stage, step);
          Step.last(step.time());
        } finally {
          links.forEach(Link::heal);
        }
      });

  /** The time limit of a large transaction while the primary runs. */
  private static final Duration LARGE_LIMIT = Duration.ofSeconds(6);

  private final Part part;
  private final int shortest;
  private final int longest;

  @SuppressWarnings("ImmutableEnumChecker") // all of them are functions without state
  private final Strike strike;

  /** The effect of a fault. */
  private interface Strike {
    void strike(Stage stage, Step step) throws Exception;
  }

  /** The affected parts. Faults of different parts may strike at the same time. */
  enum Part {
    APPLICATION,
    /** Users' code: sinks, listeners, policies, suppliers of passwords. */
    CODE,
    MYSQL,
    ROCKETMQ,
    ZOOKEEPER,
    NETWORK
  }

  /**
   * @param part the affected part
   * @param shortest the minimum duration in milliseconds
   * @param longest the maximum duration in milliseconds
   * @param strike the effect
   */
  Fault(Part part, int shortest, int longest, Strike strike) {
    this.part = part;
    this.shortest = shortest;
    this.longest = longest;
    this.strike = strike;
  }

  /** Creates a fault of an application's own code. */
  Fault(int shortest, int longest, FaultyCode.Place place, Meanwhile meanwhile) {
    this(Part.CODE, shortest, longest, (stage, step) -> disturb(stage, step, place, meanwhile));
  }

  /** Creates a fault of the network links between an application and a neighbour. */
  Fault(int shortest, int longest, LinkFault fault) {
    this(Part.NETWORK, shortest, longest, (stage, step) -> fail(stage, step, fault));
  }

  /** Returns the minimum duration in milliseconds. */
  int shortest() {
    return shortest;
  }

  /** Returns the maximum duration in milliseconds. */
  int longest() {
    return longest;
  }

  /** Returns the affected part. */
  Part part() {
    return part;
  }

  /** Injects the fault for the duration of the step and returns after its end. */
  void strike(Stage stage, Step step) throws Exception {
    strike.strike(stage, step);
  }

  /**
   * Orders a large transaction and waits until its first rows arrive; returns the leader at that
   * time.
   */
  private static NodeProcess beginLarge(Stage stage, Step step) throws InterruptedException {
    // If a server is down, the fault strikes within a smaller transaction.
    OptionalLong written = writeLarge(stage, step);
    if (written.isEmpty() || !stage.awaitLarge(written.getAsLong(), LARGE_LIMIT)) {
      System.out.println("chaos: no large transaction is under way for " + step);
    }
    return stage.active();
  }

  private static OptionalLong writeLarge(Stage stage, Step step) throws InterruptedException {
    return stage.largeOrders().write(Shape.large(step.choice()), LARGE_LIMIT);
  }

  /** An action on an application while its code is faulty. */
  private interface Meanwhile {
    void accept(NodeProcess active) throws Exception;
  }

  /** Makes the leader's code faulty, runs the action, and waits. */
  private static void disturb(Stage stage, Step step, FaultyCode.Place place, Meanwhile meanwhile)
      throws Exception {
    NodeProcess active = stage.active();
    active.say("throw %s %d".formatted(place, step.choice()));
    try {
      Step.last(step.time().dividedBy(2));
      meanwhile.accept(active);
      Step.last(step.time().dividedBy(2));
    } finally {
      active.say("heal");
    }
  }

  private static void reconnect(NodeProcess active) {
    active.links().to(Neighbour.MYSQL).forEach(Link::reset);
  }

  private static void kill(Stage stage, NodeProcess node, Step step) throws Exception {
    if (node.equals(stage.active())) {
      stage.takeovers().began(System.currentTimeMillis());
    }
    node.kill();
    Step.last(step.time());
    node.start();
  }

  private static void kill(Stage stage, EmbeddedMySql server, Step step) {
    stage.mySql().withoutXa(server, EmbeddedMySql::kill);
    Step.last(step.time());
    server.start();
  }

  /** Injects a link fault, mostly at the active application. */
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
