package dev.towpath.examples;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.examples.Documents.Table;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.sink.rocketmq.RocketMqSink;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tables of settings in the README files against the builders. */
class SettingTablesTest {
  private static final String HEADER = "| setting | default | range | meaning |";
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  /** A builder and the sentence that introduces the table of its settings. */
  private enum Documented {
    PIPELINE("core", "CdcPipeline.builder()"),
    SOURCE("core", "MySqlSource.builder(host, port)"),
    ENSEMBLE("ha-zookeeper", "ZooKeeperHa.builder(connectString)"),
    ROCKETMQ("sink-rocketmq", "RocketMqSink.builder(nameServers)");

    private final Path file;
    private final String call;

    Documented(String module, String call) {
      this.file = Documents.ROOT.resolve(module).resolve("README.md");
      this.call = call;
    }

    private Object builder() {
      return switch (this) {
        case PIPELINE -> CdcPipeline.builder();
        case SOURCE -> MySqlSource.builder("localhost", 3306);
        case ENSEMBLE -> ZooKeeperHa.builder("localhost:2181");
        case ROCKETMQ -> RocketMqSink.builder("localhost:9876");
      };
    }

    private List<List<String>> rows() throws Exception {
      List<Table> tables =
          Documents.tables(file, HEADER).stream()
              .filter(table -> table.introduction().startsWith("Settings of `" + call + "`"))
              .toList();
      assertEquals(1, tables.size(), () -> file + ": tables of settings of " + call);
      return tables.get(0).rows();
    }

    private Stream<Method> setters() {
      Class<?> type = builder().getClass();
      return Arrays.stream(type.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .filter(method -> method.getReturnType() == type);
    }

    /** Returns the setters with one parameter that the row is about. */
    private List<Method> setters(List<String> row) {
      Set<String> names = settings(row.get(0));
      return setters()
          .filter(method -> names.contains(method.getName()) && method.getParameterCount() == 1)
          .toList();
    }

    /** Sets the value, and has the builder check it. */
    private void set(Method setter, Object value) throws Exception {
      Object fresh = builder();
      try {
        if (fresh instanceof RocketMqSink.Builder sink) {
          // It checks all settings together: these leave the others their whole range.
          sink.topic("shop").retryTimeout(Duration.ofHours(1));
          setter.invoke(sink, value);
          sink.build();
        } else {
          setter.invoke(fresh, value);
        }
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException refused) {
          throw refused;
        }
        throw e;
      }
    }
  }

  private static Set<String> settings(String cell) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(cell).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  @ParameterizedTest
  @EnumSource
  void everyPublicSetterHasARowAndEveryRowASetter(Documented documented) throws Exception {
    Set<String> rows = new TreeSet<>();
    for (List<String> row : documented.rows()) {
      for (String setting : settings(row.get(0))) {
        assertTrue(rows.add(setting), () -> setting + " has two rows");
      }
    }
    Set<String> setters = new TreeSet<>();
    documented.setters().map(Method::getName).forEach(setters::add);

    assertEquals(setters, rows);
  }

  @ParameterizedTest
  @EnumSource
  void everyDefaultIsTheBuildersWhereItIsAPlainValue(Documented documented) throws Exception {
    Object builder = documented.builder();
    int compared = 0;

    for (List<String> row : documented.rows()) {
      for (Method setter : documented.setters(row)) {
        Optional<Object> value = Literals.field(builder, setter);
        if (value.isPresent() && !row.get(1).equals("required")) {
          compared++;
          assertEquals(
              value.get(),
              Literals.parse(row.get(1), value.get().getClass()),
              () -> "default of " + setter.getName() + ": " + row.get(1));
        }
      }
    }

    assertTrue(compared >= 4, "too few defaults compared: " + compared);
  }

  @ParameterizedTest
  @EnumSource
  void everyRangeIsTheBuilders(Documented documented) throws Exception {
    for (List<String> row : documented.rows()) {
      for (Method setter : documented.setters(row)) {
        if (Literals.isMeasure(setter.getParameterTypes()[0])) {
          check(documented, setter, row.get(2));
        }
      }
    }
  }

  private static void check(Documented documented, Method setter, String range) {
    Class<?> type = setter.getParameterTypes()[0];
    Literals.least(range, type)
        .ifPresent(
            least -> {
              assertAllowed(documented, setter, least);
              assertRefused(documented, setter, Literals.add(least, -1));
            });
    Literals.most(range, type)
        .ifPresent(
            most -> {
              assertAllowed(documented, setter, most);
              assertRefused(documented, setter, Literals.add(most, 1));
            });
  }

  private static void assertAllowed(Documented documented, Method setter, Object value) {
    assertDoesNotThrow(
        () -> documented.set(setter, value), () -> setter.getName() + " refuses " + value);
  }

  private static void assertRefused(Documented documented, Method setter, Object value) {
    assertThrows(
        IllegalArgumentException.class,
        () -> documented.set(setter, value),
        () -> setter.getName() + " takes " + value);
  }

  @Test
  void everyTableOfSettingsBelongsToABuilder() throws Exception {
    int tables = 0;
    for (Path readme : Documents.readmes()) {
      tables += Documents.tables(readme, HEADER).size();
    }

    assertEquals(Documented.values().length, tables);
  }
}
