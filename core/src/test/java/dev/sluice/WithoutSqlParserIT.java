package dev.sluice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines on a class path without the SQL parser. */
class WithoutSqlParserIT extends PipelineTestBase {

  /** With MINIMAL the definition is read again and proven, since the statement cannot be read. */
  @ParameterizedTest
  @ValueSource(strings = {"FULL", "MINIMAL"})
  void rowsArriveAlsoAfterDdl(String metadata) throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = " + metadata);
    try (URLClassLoader loader = withoutParser()) {
      assertThrows(
          ClassNotFoundException.class,
          () -> loader.loadClass("com.alibaba.druid.sql.ast.SQLStatement"));
      sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
      Object pipeline =
          loader
              .loadClass(IsolatedPipeline.class.getName())
              .getConstructor(int.class, String.class)
              .newInstance(mysql.port(), database);
      try {
        sql("INSERT INTO t VALUES (1, 2)");
        rows(pipeline, 1);
        sql("ALTER TABLE t RENAME COLUMN a TO b", "INSERT INTO t VALUES (3, 4)");

        assertEquals(
            List.of(database + ".t{id=1, a=2}", database + ".t{id=3, b=4}"), rows(pipeline, 2));
      } finally {
        ((AutoCloseable) pipeline).close();
      }
    } finally {
      mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
    }
  }

  private static Object rows(Object pipeline, int count) throws Exception {
    return pipeline.getClass().getMethod("rows", int.class).invoke(pipeline, count);
  }

  private static URLClassLoader withoutParser() throws Exception {
    List<URL> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!Path.of(entry).getFileName().toString().startsWith("druid-")) {
        entries.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(entries.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
