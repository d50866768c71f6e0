package dev.towpath.examples.canal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A canal server's {@code conf/} directory: {@code canal.properties} and for each destination
 * {@code <destination>/instance.properties}. Immutable.
 *
 * @param directory the directory
 * @param server the settings in {@code canal.properties}
 * @param own the settings in each destination's own file
 */
record CanalConf(Path directory, CanalSettings server, Map<String, CanalSettings> own) {
  private static final String DESTINATION = "canal.instance.destination";
  private static final Pattern RANGE = Pattern.compile("(.*)\\{(\\d+)-(\\d+)}");

  /**
   * Reads the directory.
   *
   * @param overrides returns the overriding value of a setting, or null
   * @throws IOException if a file is missing or malformed; the message says which
   */
  static CanalConf read(Path directory, UnaryOperator<@Nullable String> overrides)
      throws IOException {
    Path file = directory.resolve("canal.properties");
    if (!Files.exists(file)) {
      throw new IOException(directory + " holds no canal.properties: give canal's conf directory");
    }
    CanalSettings server =
        CanalSettings.read(file, overrides).given("canal.conf.dir", directory.toString());
    Map<String, CanalSettings> own = new TreeMap<>();
    for (String destination : destinations(directory, server)) {
      own.put(
          destination,
          CanalSettings.read(instanceFile(directory, destination), overrides)
              .given(DESTINATION, destination));
    }
    return new CanalConf(directory, server, own);
  }

  /** Returns the system property or, without one, the environment variable, as canal does. */
  static @Nullable String systemOverrides(@Nullable String key) {
    String property = key == null ? null : System.getProperty(key);
    return property != null || key == null ? property : System.getenv(key);
  }

  private static Path instanceFile(Path directory, String destination) throws IOException {
    Path file = directory.resolve(destination).resolve("instance.properties");
    if (!Files.exists(file)) {
      throw new IOException(
          "destination %s has no %s: create it, or remove the destination from canal.destinations"
              .formatted(destination, file));
    }
    return file;
  }

  private static Set<String> destinations(Path directory, CanalSettings server) throws IOException {
    // Where there is an expression, canal does not look at the list.
    Set<String> destinations = new TreeSet<>(range(server.get("canal.destinations.expr")));
    String list = destinations.isEmpty() ? server.get("canal.destinations") : "";
    for (String name : list.split(",", -1)) {
      if (!name.isBlank()) {
        destinations.add(name.strip());
      }
    }
    if (server.isTrue("canal.auto.scan")) {
      try (Stream<Path> children = Files.list(directory)) {
        children
            .filter(child -> Files.exists(child.resolve("instance.properties")))
            .forEach(child -> destinations.add(child.getFileName().toString()));
      }
    }
    return destinations;
  }

  /** Expands {@code shop{1-3}} to shop1, shop2 and shop3. */
  private static List<String> range(String expression) {
    List<String> names = new ArrayList<>();
    Matcher range = RANGE.matcher(expression);
    if (range.matches()) {
      for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
        names.add(range.group(1) + i);
      }
    } else if (!expression.isEmpty()) {
      throw new IllegalArgumentException(
          "canal.destinations.expr is not of the form shop{1-3}: '" + expression + "'");
    }
    return names;
  }

  /** Returns the effective settings of a destination. */
  CanalSettings settings(String destination) {
    CanalSettings instance = own.get(destination);
    if (instance == null) {
      throw new IllegalArgumentException("no destination " + destination + " in " + own.keySet());
    }
    return server.with(instance);
  }
}
