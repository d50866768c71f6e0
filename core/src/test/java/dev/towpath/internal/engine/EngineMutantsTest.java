package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test that the histories detect each {@link Mutant}: it is compiled, the engine is loaded again
 * with it, and a history has to break a promise.
 */
@Tag("long")
final class EngineMutantsTest {
  private static final String PACKAGE = "dev/towpath/internal/engine/";
  private static final Path SOURCES = Path.of("src/main/java").resolve(PACKAGE);

  static List<Mutant> mutants() {
    return Mutant.all();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void historiesConvict(Mutant mutant, @TempDir Path classes) throws Exception {
    compile(mutant, classes);

    Throwable verdict = histories(classes);

    assertNotNull(verdict, "survives");
    // Only these exceptions prove a broken promise; a mutant may throw others.
    assertTrue(
        verdict.getClass().getName().equals(HistoryWorld.Violation.class.getName()),
        () -> "ended by " + verdict);
  }

  private static void compile(Mutant mutant, Path classes) throws IOException {
    String source = Files.readString(SOURCES.resolve(mutant.file() + ".java"));
    assertEquals(
        2,
        source.split(Pattern.quote(mutant.original()), -1).length,
        "the original text occurs once");
    Path mutated =
        Files.createDirectories(classes.resolve("source")).resolve(mutant.file() + ".java");
    Files.writeString(mutated, source.replace(mutant.original(), mutant.replacement()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var messages = new StringWriter();
      List<String> options =
          List.of(
              "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean isCompiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(mutated))
              .call();
      assertTrue(isCompiled, messages::toString);
    }
  }

  /** Returns the exception of a history with the mutant; null when all pass. */
  private static @Nullable Throwable histories(Path classes) throws Exception {
    try {
      Class<?> histories = new EngineLoader(classes).loadClass(Histories.class.getName());
      histories.getMethod("single").invoke(null);
      histories.getMethod("pairs").invoke(null);
      histories.getMethod("several", int.class, long.class).invoke(null, 4_000, 1L);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  /** A class loader that loads the engine, its tests, and the mutated class itself. */
  private static final class EngineLoader extends ClassLoader {
    private final Path mutated;

    EngineLoader(Path mutated) {
      super(EngineMutantsTest.class.getClassLoader());
      this.mutated = mutated;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      String path = name.replace('.', '/');
      if (!path.startsWith(PACKAGE)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name, path + ".class") : loaded;
      }
    }

    private Class<?> define(String name, String resource) throws ClassNotFoundException {
      Path file = mutated.resolve(resource);
      try (InputStream in =
          Files.exists(file)
              ? Files.newInputStream(file)
              : getParent().getResourceAsStream(resource)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
