package dev.towpath.verification.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The passwords of a run and the search for them in logs. */
final class Secrets {
  /** The account that follows the binlog. */
  static final String MYSQL = "chaos-Mysql-5ecret";

  /** The account of the replica. */
  static final String REPLICA = "chaos-Replica-5ecret";

  /** The user who owns the positions in ZooKeeper. */
  static final String ZOOKEEPER = "chaos-Zookeeper-5ecret";

  /** The secret key that signs requests to RocketMQ. */
  static final String ROCKETMQ = "chaos-Rocketmq-5ecret";

  private static final List<String> ALL = List.of(MYSQL, REPLICA, ZOOKEEPER, ROCKETMQ);

  private Secrets() {}

  /**
   * Returns the lines of logs below {@code directory} that contain a password, each with its file.
   */
  static List<String> toldIn(Path directory) throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.walk(directory)) {
      logs = files.filter(file -> file.toString().endsWith(".log")).toList();
    }
    if (logs.isEmpty()) {
      throw new IOException("there is no log in " + directory);
    }
    List<String> told = new ArrayList<>();
    for (Path log : logs) {
      try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
        lines
            .filter(line -> ALL.stream().anyMatch(line::contains))
            .forEach(line -> told.add(log.getFileName() + ": " + line));
      }
    }
    return told;
  }
}
