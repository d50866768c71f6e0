package dev.towpath.examples.canal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The effective settings of one destination. Its {@code instance.properties} override {@code
 * canal.properties}; a system property or an environment variable of the same name overrides both.
 * Placeholders as {@code ${name}} and {@code ${name:default}} are replaced. Immutable.
 */
final class CanalSettings {
  /** A pattern that finds the innermost placeholder first, because a default may hold another. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^${}:]+)(?::([^${}]*))?\\}");

  private static final Set<String> ON = Set.of("true", "on", "yes", "1");

  private static final int DEEPEST = 100;

  private final Map<String, String> values;
  private final Map<String, String> given;
  private final UnaryOperator<@Nullable String> overrides;

  private CanalSettings(
      Map<String, String> values,
      Map<String, String> given,
      UnaryOperator<@Nullable String> overrides) {
    this.values = values;
    this.given = given;
    this.overrides = overrides;
  }

  /** Reads the settings in a file as canal's Spring does. */
  static CanalSettings read(Path file, UnaryOperator<@Nullable String> overrides)
      throws IOException {
    var properties = new Properties();
    // Canal's encoding; comments may be in any encoding.
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no properties file: " + e.getMessage(), e);
    }
    var values = new TreeMap<String, String>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return new CanalSettings(values, Map.of(), overrides);
  }

  /** Returns these settings overridden by {@code other}. */
  CanalSettings with(CanalSettings other) {
    return new CanalSettings(join(values, other.values), join(given, other.given), overrides);
  }

  /** Returns these settings with a value that overrides the files. */
  CanalSettings given(String key, String value) {
    return new CanalSettings(values, join(given, Map.of(key, value)), overrides);
  }

  private static Map<String, String> join(Map<String, String> one, Map<String, String> other) {
    var both = new TreeMap<>(one);
    both.putAll(other);
    return both;
  }

  /** Returns the names of the settings in the files, in order. */
  Iterable<String> keys() {
    return values.keySet();
  }

  /** Returns the trimmed value; empty if it is not set. */
  String get(String key) {
    return get(key, "");
  }

  /** Returns the trimmed value; {@code otherwise} if it is not set or empty. */
  String get(String key, String otherwise) {
    String text = raw(key);
    String value = text == null ? "" : resolve(key, text).strip();
    return value.isEmpty() ? otherwise : value;
  }

  /** Returns whether a switch is on; canal's Spring accepts four words for that. */
  boolean isTrue(String key) {
    return ON.contains(get(key).toLowerCase(Locale.ROOT));
  }

  /** Returns whether a switch of the queue is on; canal accepts one word for these. */
  boolean isQueueSwitch(String key, boolean otherwise) {
    String value = get(key);
    return value.isEmpty() ? otherwise : Boolean.parseBoolean(value);
  }

  /**
   * Returns the value of a setting that canal 1.1.5 renamed. In the files the old name wins; a
   * system property or environment variable of the new name overrides both.
   */
  String renamed(String key, String oldKey, String otherwise) {
    String value = overrides.apply(key) == null ? get(oldKey) : "";
    return value.isEmpty() ? get(key, otherwise) : value;
  }

  /** Returns a number; {@code otherwise} if it is not set. */
  long number(String key, long otherwise) {
    String value = get(key);
    try {
      return value.isEmpty() ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s is not a number: '%s'".formatted(key, value), e);
    }
  }

  private @Nullable String raw(String key) {
    String known = given.get(key);
    String override = known != null ? known : overrides.apply(key);
    return override != null ? override : values.get(key);
  }

  private String resolve(String key, String text) {
    String resolved = text;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Matcher placeholder = PLACEHOLDER.matcher(resolved);
      if (!placeholder.find()) {
        return resolved;
      }
      String known = raw(placeholder.group(1).strip());
      String otherwise = placeholder.group(2);
      // An empty value is one.
      String value = known != null ? known : otherwise != null ? otherwise : "";
      resolved =
          resolved.substring(0, placeholder.start())
              + value.strip()
              + resolved.substring(placeholder.end());
    }
    throw new IllegalArgumentException(
        "%s refers to itself: '%s'".formatted(key, SettingCatalog.shown(key, text)));
  }
}
