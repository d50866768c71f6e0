package dev.towpath.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.EventKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class KindFilterTest {
  private static final KindFilter ALL = KindFilter.all().withDcl();

  @ParameterizedTest
  @MethodSource
  void eachSwitchHidesItsKindsAndNoOther(KindFilter filter, String hidden) {
    List<String> left =
        Stream.<Enum<?>>concat(
                Arrays.stream(EventKind.values()).filter(kind -> !filter.includes(kind)),
                Arrays.stream(StatementKind.values()).filter(kind -> !filter.includes(kind)))
            .map(Enum::name)
            .toList();

    assertEquals(hidden, String.join(",", left));
  }

  static Stream<Arguments> eachSwitchHidesItsKindsAndNoOther() {
    return Stream.of(
        Arguments.of(ALL, ""),
        Arguments.of(KindFilter.all(), "DCL"),
        Arguments.of(ALL.withoutDdl(), "DDL"),
        Arguments.of(ALL.withoutDcl(), "DCL"),
        Arguments.of(ALL.withoutDml(), "DML"),
        Arguments.of(ALL.withoutOthers(), "OTHER"),
        Arguments.of(ALL.withoutInserts(), "INSERT"),
        Arguments.of(ALL.withoutUpdates(), "UPDATE"),
        Arguments.of(ALL.withoutDeletes(), "DELETE"),
        Arguments.of(ALL.withoutRows(), "INSERT,UPDATE,DELETE"),
        Arguments.of(ALL.withoutTransactionMarkers(), "BEGIN,COMMIT"),
        Arguments.of(ALL.withoutDcl().withoutDcl().withoutUpdates(), "UPDATE,DCL"),
        Arguments.of(
            ALL.withoutDdl().withoutDcl().withoutDml().withoutOthers(), "DDL,DCL,DML,OTHER"));
  }

  @Test
  void switchLeavesTheFilterItWasTakenFromAsItWas() {
    KindFilter before = ALL.withoutDdl();

    KindFilter after = before.withoutRows();

    assertTrue(before.includesRows());
    assertFalse(after.includesRows());
  }

  @Test
  void rowsAreIncludedUntilTheLastKindIsHidden() {
    KindFilter updates = ALL.withoutInserts().withoutDeletes();

    assertTrue(updates.includesRows());
    assertFalse(updates.withoutUpdates().includesRows());
  }

  @Test
  void filterPrintsItself() {
    assertEquals("everything", KindFilter.all().toString());
    assertEquals("everything with DCL", ALL.toString());
    assertEquals("everything but [DELETE]", ALL.withoutDcl().withoutDeletes().toString());
    assertEquals("everything with DCL with secrets", ALL.withSecrets().toString());
  }

  @Test
  void accountsAndSecretsAreDeliveredOnRequest() {
    assertFalse(KindFilter.all().includes(StatementKind.DCL));
    assertFalse(ALL.includesSecrets());
    assertTrue(ALL.withSecrets().withoutDdl().includesSecrets());
    assertFalse(KindFilter.all().withSecrets().includes(StatementKind.DCL));
  }
}
