package dev.towpath.verification.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that sources and documents keep the rules of prose. */
final class ProseTest {

  @Test
  void everyFileKeepsTheRules() throws IOException {
    List<String> violations = new ArrayList<>();
    for (Path file : Sources.files()) {
      String name = Sources.name(file);
      if (!name.contains("conventions")) {
        violations.addAll(Prose.violations(name, Files.readString(file)));
      }
    }
    assertEquals("", String.join("\n", violations));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/** What a pipeline does. */ class A {}",
        "/** Collects settings. */ final class A {}",
        "/** A lock of whoever comes first. */ class A {}",
        "// stays there for ever",
        "/** Returns a b c d e f g h i j k l m n o p q r s t u v w x y z. */ int a() {}",
      })
  void eachRuleFindsItsViolation(String source) {
    assertEquals(1, Prose.violations("A.java", source).size(), source);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/** A builder of pipelines. */ class A {}",
        "/** Rules of names. */ record A() {}",
        "/** Returns what was read; null before the first. */ int a() {}",
        "String a = \"whatever\";",
      })
  void plainProsePasses(String source) {
    assertEquals(List.of(), Prose.violations("A.java", source));
  }
}
