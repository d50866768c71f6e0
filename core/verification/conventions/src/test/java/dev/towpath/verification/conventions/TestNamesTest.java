package dev.towpath.verification.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the names of tests are sentences. */
final class TestNamesTest {

  @Test
  void everyTestIsNamedByASentence() throws IOException {
    List<String> violations = new ArrayList<>();
    for (Path file : Sources.files()) {
      violations.addAll(TestNames.violations(Sources.name(file), Files.readString(file)));
    }
    assertEquals("", String.join("\n", violations));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "whatIsLeftOutMovesThePosition",
        "ifAllStandStillTheFurthestIsTaken",
        "whoeverLeadsClaims",
        "gtidIsThatOfTheTransaction",
        "roundStartsAnew",
        "tagNobodyCouldSubscribeToIsRefused",
        "policiesThatFail",
        "mySql57",
        "repeatsTheKeptLine",
      })
  void eachRuleFindsItsViolation(String name) {
    String test = "  @Test\n  void " + name + "() {}\n";

    assertEquals(1, TestNames.violations("A.java", test).size(), name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Test\n  void positionIsSavedOnlyAfterFlush() {}",
        "@ParameterizedTest\n  @CsvSource({\"a\"})\n  void rowsThatFitAreKept(String text) {}",
        "@Test\n  @DisplayName(\"S1 a batch is kept\")\n  final void keptBatch() {}",
        "void whatIsNoTest() {}",
      })
  void sentencesAndOtherMethodsPass(String source) {
    assertEquals(List.of(), TestNames.violations("A.java", source));
  }
}
