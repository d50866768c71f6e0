package dev.towpath.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.embedded.EmbeddedMySql;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The quick start: two MySQL servers to RocketMQ with ZooKeeper, on one machine. It starts all
 * servers and two workers, writes to both databases, and kills the active worker in mid-stream. It
 * then compares the written changes with the changes that a plain consumer received. The last line
 * is the verdict; the exit code is 0 only if every change arrived in order.
 */
public final class QuickStart {
  private static final List<String> PIPELINES = List.of("mysql-1", "mysql-2");
  private static final int QUEUES = 4;
  private static final int CHANGES_BEFORE_ALTER = 1_000;
  private static final int CHANGES_BEFORE_KILL = 2_500;
  private static final int CHANGES_AFTER_TAKEOVER = 1_500;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Duration LAST_STEP = Duration.ofMinutes(2);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path directory;
  private final Console console;
  private final Ending ending;
  private final Failures failures = new Failures();
  private final Map<String, Ledger> ledgers = new LinkedHashMap<>();
  private final Set<String> columnsAdded = ConcurrentHashMap.newKeySet();
  private final Takeover takeover = new Takeover();
  private final LiveView view;
  private volatile String active = "none";

  private QuickStart(Path directory, Console console, Ending ending) {
    this.directory = directory;
    this.console = console;
    this.ending = ending;
    this.view = new LiveView(console);
    PIPELINES.forEach(pipeline -> ledgers.put(pipeline, new Ledger()));
  }

  /**
   * Runs the quick start.
   *
   * @param arguments the directory for logs
   */
  public static void main(String[] arguments) throws IOException {
    Path logs = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
    // The live view does not show the libraries' log.
    System.setErr(
        new PrintStream(Files.newOutputStream(logs.resolve("quickstart.log")), true, UTF_8));
    var console = new Console(System.out);
    var ending = Ending.alsoBySignal(console);
    Lifeline.exitWithParent();
    boolean good = false;
    String lastLine;
    try {
      Summary summary = new QuickStart(logs, console, ending).run();
      console.print("");
      summary.table().forEach(console::print);
      console.print("");
      good = summary.isGood();
      lastLine = summary.lastLine();
    } catch (Exception e) {
      e.printStackTrace();
      lastLine = failure(console, e);
    }
    ending.come(lastLine);
    LastLine.keep(logs, lastLine);
    System.exit(good ? 0 : 1);
  }

  /** Prints the details of {@code e}, if it has any, and returns the last line. */
  private static String failure(Console console, Exception e) {
    String message = String.valueOf(e.getMessage());
    List<String> lines = message.lines().toList();
    if (lines.size() > 1) {
      console.print(message);
    }
    String what = lines.isEmpty() || e.getMessage() == null ? e.toString() : lines.get(0);
    return "quickstart: FAILED " + what.replaceFirst(":$", " the lines above");
  }

  private Summary run() throws Exception {
    console.say("starting two MySQL servers, ZooKeeper and RocketMQ; the first time takes longer");
    Servers servers = ending.closes(Servers.start(console::say));
    for (EmbeddedMySql server : List.of(servers.first(), servers.second())) {
      ShopWriter.createShop(server);
    }
    for (String topic : PIPELINES) {
      servers.rocketMq().createTopic(topic, QUEUES);
      console.say("topic %s has %d queues".formatted(topic, QUEUES));
    }
    Node first = startNode("node-a", "127.0.0.1:11111", servers, "RUNNING");
    active = first.name();
    Node second = startNode("node-b", "127.0.0.1:11112", servers, "STANDBY");
    Receiver receiver =
        ending.closes(
            Receiver.start(servers.rocketMq().nameServer(), PIPELINES, this::received, failures));
    List<ShopWriter> writers = openShops(servers);

    await("the first changes", () -> receivedCount() >= CHANGES_BEFORE_ALTER);
    writers.forEach(ShopWriter::addColumn);
    await(
        "ALTER TABLE and more changes",
        () -> columnsAdded.containsAll(PIPELINES) && receivedCount() >= CHANGES_BEFORE_KILL);
    failOver(first, second);
    long goal = writtenCount() + CHANGES_AFTER_TAKEOVER;
    await("changes from the new leader", () -> receivedCount() >= goal);
    for (ShopWriter writer : writers) {
      writer.close();
    }
    awaitRest(second, receiver);
    return summary(writers);
  }

  private Node startNode(String name, String address, Servers servers, String state)
      throws Exception {
    Node node =
        ending.closes(
            Node.start(name, directory, servers.nodeArguments(address), console, failures));
    failures.await(
        "%s to be %s".formatted(name, state), STEP, () -> {}, () -> node.isAll(PIPELINES, state));
    return node;
  }

  private List<ShopWriter> openShops(Servers servers) {
    List<ShopWriter> writers = new ArrayList<>();
    writers.add(openShop(PIPELINES.get(0), servers.first()));
    writers.add(openShop(PIPELINES.get(1), servers.second()));
    return writers;
  }

  private ShopWriter openShop(String name, EmbeddedMySql server) {
    return ending.closes(ShopWriter.start(name, server, ledger(name), failures));
  }

  private void received(Received received) {
    takeover.received(received);
    view.received(received);
    FlatMessage message = received.message();
    if (message.isDdl()) {
      if (ShopTable.ADD_COLUMN.equals(message.sql())) {
        columnsAdded.add(received.topic());
      }
      return;
    }
    Ledger ledger = ledger(received.topic());
    message.changes(received.topic()).forEach(change -> ledger.received(change, received.queue()));
  }

  /** Kills the active worker and waits until the other one publishes. */
  private void failOver(Node killed, Node successor) throws Exception {
    console.say(
        "==== kill -9 %s; its ZooKeeper session ends after %d s without a sign of life"
            .formatted(killed.name(), QuickStartNode.SESSION_TIMEOUT.toSeconds()));
    active = "none";
    takeover.killed();
    killed.kill();
    await("the standby to publish", () -> takeover.longest(PIPELINES).isPresent());
    active = successor.name();
    console.say(
        "==== %s has taken over: %,d ms from kill -9 to the first message of each of its pipelines"
            .formatted(
                successor.name(), takeover.longest(PIPELINES).map(Duration::toMillis).orElse(0L)));
  }

  /** Waits for messages in flight, and then for a quiet time in which none may arrive. */
  private void awaitRest(Node node, Receiver receiver) throws Exception {
    try {
      failures.await("the last changes", LAST_STEP, this::showCounters, this::isComplete);
    } catch (TimeoutException e) {
      console.say("==== some changes did not arrive within %d s".formatted(LAST_STEP.toSeconds()));
    }
    console.say("==== stopping %s".formatted(node.name()));
    if (!node.stop()) {
      throw new TimeoutException(node.name() + " did not end gracefully");
    }
    failures.await("silence", STEP, () -> {}, () -> receiver.quietNanos() > QUIET_NANOS);
  }

  private void await(String what, BooleanSupplier done) throws Exception {
    failures.await(what, STEP, this::showCounters, done);
  }

  private void showCounters() {
    view.tick(
        () -> {
          long written = writtenCount();
          long received = receivedCount();
          return "%,d row changes written, %,d received, %,d in flight; active: %s"
              .formatted(written, received, Math.max(0, written - received), active);
        });
  }

  private long writtenCount() {
    return ledgers.values().stream().mapToLong(Ledger::writtenCount).sum();
  }

  private long receivedCount() {
    return ledgers.values().stream().mapToLong(Ledger::receivedCount).sum();
  }

  private boolean isComplete() {
    return ledgers.values().stream().allMatch(Ledger::isComplete);
  }

  private Ledger ledger(String pipeline) {
    Ledger ledger = ledgers.get(pipeline);
    if (ledger == null) {
      throw new IllegalStateException("a message from topic " + pipeline);
    }
    return ledger;
  }

  private Summary summary(List<ShopWriter> writers) {
    List<Summary.Result> results = new ArrayList<>();
    for (int i = 0; i < writers.size(); i++) {
      String pipeline = PIPELINES.get(i);
      Ledger ledger = ledger(pipeline);
      results.add(
          new Summary.Result(
              pipeline,
              writers.get(i).transactions(),
              ledger.balance(),
              columnsAdded.contains(pipeline),
              takeover.duration(pipeline).orElse(Duration.ZERO),
              ledger.firstFault()));
    }
    return new Summary(results);
  }
}
