package dev.towpath.examples.canal;

import dev.towpath.CdcPipeline;
import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.state.DestinationState;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.FilePositionStore;
import dev.towpath.schema.FileSchemaStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines of all destinations. With {@code canal.zkServers} they are elected and keep their
 * positions in canal's own tree; without, their positions are in files next to canal's. Used by one
 * thread at a time, except {@link #stop()} and {@link #close()}.
 */
final class Migration implements AutoCloseable {
  private static final String DEFAULT_PERIOD = "1000";
  private static final String NONE = "none in ZooKeeper";
  private static final long POLL_MILLIS = 200;
  private static final long ANSWER_SECONDS = 10;

  private final CanalConf conf;
  private final @Nullable ZooKeeperHa ha;
  private final List<FilePositionStore> stores = new ArrayList<>();
  private final List<CdcPipeline> pipelines = new ArrayList<>();

  private Migration(CanalConf conf) {
    this.conf = conf;
    String servers = conf.server().get("canal.zkServers");
    this.ha = servers.isEmpty() ? null : zooKeeper(servers);
  }

  /** Prepares all pipelines without starting them. */
  static Migration of(CanalConf conf) {
    return new Migration(conf);
  }

  private ZooKeeperHa zooKeeper(String servers) {
    ZooKeeperHa.Builder builder =
        ZooKeeperHa.builder(servers)
            .commitInterval(period("canal.zookeeper.flush.period"))
            // Lets a canal server take any destination back.
            .mirrorCanalCursor(name -> new Destination(name, conf.settings(name)).masterAddress());
    if (hasMetaFiles()) {
      builder.canalDataDirectory(dataDirectory(conf.server()));
    }
    return builder.build();
  }

  private boolean hasMetaFiles() {
    return springFile().endsWith("file-instance.xml");
  }

  /** Returns the name of canal's Spring file, which decides where its cursor is. */
  private String springFile() {
    return conf.server()
        .get("canal.instance.global.spring.xml", "classpath:spring/file-instance.xml");
  }

  private Duration period(String key) {
    return Duration.ofMillis(Long.parseLong(conf.server().get(key, DEFAULT_PERIOD)));
  }

  /**
   * Returns canal's data directory, relative to {@code bin} next to {@code conf}, where canal runs.
   */
  private Path dataDirectory(CanalSettings settings) {
    Path directory = Path.of(settings.get("canal.file.data.dir", "../conf"));
    Path home = conf.directory();
    return directory.startsWith(home)
        ? directory
        : home.toAbsolutePath().normalize().resolveSibling("bin").resolve(directory).normalize();
  }

  /** Describes the position from which a destination would continue. */
  String position(String destination) throws IOException, InterruptedException {
    String inZooKeeper = ha == null ? NONE : positionInZooKeeper(ha, destination);
    // With ZooKeeper, a file counts where that holds nothing.
    boolean isInFile = ha == null || (inZooKeeper.equals(NONE) && hasMetaFiles());
    return isInFile ? positionInFile(destination) : inZooKeeper;
  }

  private String positionInFile(String destination) throws IOException {
    Path file = metaFile(destination);
    return MetaFile.read(file)
        .map(position -> "canal's, %s:%d in %s".formatted(position.file(), position.offset(), file))
        .orElse("none, %s holds no cursor".formatted(file));
  }

  private Path metaFile(String destination) {
    return dataDirectory(conf.settings(destination)).resolve(destination).resolve("meta.dat");
  }

  private static String positionInZooKeeper(ZooKeeperHa ha, String destination)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    while (true) {
      try {
        return ha.cluster()
            .read()
            .toCompletableFuture()
            .get()
            .destination(destination)
            .map(Migration::describe)
            .orElse(NONE);
      } catch (ExecutionException e) {
        if (System.nanoTime() > deadline) {
          return "unknown: " + e.getCause();
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private static String describe(DestinationState state) {
    DestinationState.SavedPosition ours = state.cursor();
    DestinationState.SavedPosition canals = state.canalCursor();
    if (ours != null) {
      return "ours, %s:%d in ZooKeeper".formatted(ours.position().file(), ours.position().offset());
    }
    return canals == null
        ? NONE
        : "canal's, %s:%d in ZooKeeper"
            .formatted(canals.position().file(), canals.position().offset());
  }

  /** Starts all destinations. */
  void start() throws IOException, InterruptedException {
    for (String name : conf.own().keySet()) {
      CdcPipeline.Builder builder = new Destination(name, conf.settings(name)).pipeline();
      pipelines.add(ha == null ? withFiles(name, builder) : withZooKeeper(ha, builder));
    }
    pipelines.forEach(CdcPipeline::start);
  }

  private static CdcPipeline withZooKeeper(ZooKeeperHa ha, CdcPipeline.Builder builder) {
    return builder
        .coordinator(ha.coordinator())
        .positionStore(ha.positionStore())
        .schemaStore(ha.schemaStore())
        .build();
  }

  private CdcPipeline withFiles(String name, CdcPipeline.Builder builder)
      throws IOException, InterruptedException {
    Path directory = dataDirectory(conf.settings(name)).resolve("towpath");
    FilePositionStore positions = FilePositionStore.at(directory);
    stores.add(positions);
    if (!springFile().endsWith("memory-instance.xml")) {
      takeOver(name, positions);
    }
    FileSchemaStore schemas = FileSchemaStore.at(directory);
    return builder
        .positionStore(positions)
        .schemaStore(schemas)
        .saveInterval(period("canal.file.flush.period"))
        .build();
  }

  /** Takes over canal's position once, if we have none. */
  private void takeOver(String name, FilePositionStore positions)
      throws IOException, InterruptedException {
    Optional<BinlogPosition> canals = MetaFile.read(metaFile(name));
    try (Lease lease = Coordinator.standalone().acquire(name)) {
      if (canals.isPresent() && positions.load(lease).isEmpty()) {
        positions.save(Checkpoint.of(canals.get()), lease).toCompletableFuture().join();
      }
    }
  }

  /** Returns the running pipelines. */
  List<CdcPipeline> pipelines() {
    return List.copyOf(pipelines);
  }

  /** Waits until one of them has stopped; throws its failure. */
  void awaitStopped() throws InterruptedException {
    while (pipelines.stream().noneMatch(pipeline -> pipeline.status().state().isFinal())) {
      Thread.sleep(POLL_MILLIS);
    }
    for (CdcPipeline pipeline : pipelines) {
      pipeline.awaitStopped(Duration.ZERO);
    }
  }

  /** Asks all of them to stop. */
  void stop() {
    pipelines.forEach(CdcPipeline::stop);
  }

  @Override
  public synchronized void close() {
    stop();
    pipelines.forEach(CdcPipeline::close);
    stores.forEach(FilePositionStore::close);
    if (ha != null) {
      ha.close();
    }
  }
}
