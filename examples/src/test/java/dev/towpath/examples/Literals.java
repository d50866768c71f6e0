package dev.towpath.examples;

import dev.towpath.pipeline.FlushPolicy;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plain values in tables of settings: numbers, sizes, durations, truth values, constants. */
final class Literals {
  private static final String VALUE = "([\\d,]*\\d)(?: (ms|s|min|h|KiB|MiB))?(?![\\w.])";
  private static final Pattern FIRST = Pattern.compile(VALUE);
  private static final Pattern LEAST = Pattern.compile("^(?:from )?" + VALUE + "(?: to .*)?$");
  private static final Pattern MOST = Pattern.compile(" to " + VALUE + "$");
  private static final Pattern CONSTANT = Pattern.compile("^`([A-Z_]+)`");

  private Literals() {}

  /** Returns whether values of the type have a range. */
  static boolean isMeasure(Class<?> type) {
    return type == int.class || type == long.class || type == Duration.class;
  }

  /**
   * Returns the plain value in the builder's field that the setter sets: the one with the setter's
   * name, or else with its enum type. The field may also be in one of the builder's parts.
   */
  static Optional<Object> field(Object builder, Method setter) throws IllegalAccessException {
    Class<?> type = setter.getParameterTypes()[0];
    for (Object part : parts(builder)) {
      for (Field field : part.getClass().getDeclaredFields()) {
        if (field.getName().equals(setter.getName()) || type.isEnum() && field.getType() == type) {
          field.setAccessible(true);
          return Optional.ofNullable(field.get(part)).filter(Literals::isPlain);
        }
      }
    }
    return Optional.empty();
  }

  private static List<Object> parts(Object builder) throws IllegalAccessException {
    List<Object> parts = new ArrayList<>(List.of(builder));
    for (Field field : builder.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())
          && field.getType().getPackage() == builder.getClass().getPackage()
          && field.getType().getSimpleName().endsWith("Parts")) {
        field.setAccessible(true);
        parts.add(field.get(builder));
      }
    }
    return parts;
  }

  private static boolean isPlain(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof Duration
        || value instanceof FlushPolicy;
  }

  /** Returns what the cell says, as a value of the type. */
  static Object parse(String cell, Class<?> type) {
    if (type == Boolean.class) {
      return Boolean.valueOf(cell);
    }
    if (type.isEnum()) {
      Matcher constant = CONSTANT.matcher(cell);
      String name = constant.find() ? constant.group(1) : cell;
      for (Object value : type.getEnumConstants()) {
        if (value.toString().equals(name)) {
          return value;
        }
      }
      return cell;
    }
    Matcher value = FIRST.matcher(cell);
    if (!value.find()) {
      return cell;
    }
    if (type == FlushPolicy.class) {
      Duration interval = (Duration) measure(value, Duration.class);
      return value.find() ? new FlushPolicy(interval, (int) measure(value, int.class)) : cell;
    }
    return measure(value, type);
  }

  /** Returns the lower end of the range, if it has one of this type. */
  static Optional<Object> least(String range, Class<?> type) {
    return end(LEAST.matcher(range), type);
  }

  /** Returns the upper end of the range, if it has one of this type. */
  static Optional<Object> most(String range, Class<?> type) {
    return end(MOST.matcher(range), type);
  }

  private static Optional<Object> end(Matcher matcher, Class<?> type) {
    return matcher.find() ? Optional.of(measure(matcher, type)) : Optional.empty();
  }

  private static Object measure(Matcher matcher, Class<?> type) {
    String unit = matcher.group(2);
    long number = Long.parseLong(matcher.group(1).replace(",", ""));
    long value = unit == null ? number : number * unit(unit);
    if (type == Duration.class) {
      return Duration.ofMillis(value);
    }
    return type == int.class || type == Integer.class ? (Object) (int) value : (Object) value;
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "min" -> 60_000;
      case "h" -> 3_600_000;
      case "KiB" -> 1 << 10;
      case "MiB" -> 1 << 20;
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Returns the value with {@code step} added, in milliseconds for a duration. */
  static Object add(Object value, int step) {
    if (value instanceof Duration duration) {
      return duration.plusMillis(step);
    }
    return value instanceof Integer number
        ? (Object) (number + step)
        : (Object) ((long) value + step);
  }
}
