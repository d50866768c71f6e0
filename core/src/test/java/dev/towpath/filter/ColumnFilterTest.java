package dev.towpath.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnFilterTest {

  @Test
  void allLeavesEveryTableAlone() {
    assertEquals(Optional.empty(), ColumnFilter.all().rulesOf("shop", "users"));
    assertEquals("id,name,password", columnsOf(ColumnFilter.all(), "shop", "users"));
  }

  @Test
  void excludeHidesTheNamedColumnsOfItsTables() {
    ColumnFilter filter = ColumnFilter.exclude("shop.user*", "PassWord", "id");

    assertEquals("name", columnsOf(filter, "SHOP", "Users"));
    assertEquals("id,name,password", columnsOf(filter, "shop", "orders"));
    assertTrue(filter.rulesOf("shop", "users").isPresent());
    assertEquals(Optional.empty(), filter.rulesOf("shop", "orders"));
  }

  @Test
  void columnNamesAreNoPatterns() {
    assertEquals(
        "id,name,password", columnsOf(ColumnFilter.exclude("shop.users", "*"), "shop", "users"));
  }

  @Test
  void includeHidesAllOtherColumns() {
    assertEquals(
        "id", columnsOf(ColumnFilter.include("shop.users", "ID", "absent"), "shop", "users"));
  }

  @Test
  void severalIncludesKeepWhatAnyOfThemNames() {
    ColumnFilter filter =
        ColumnFilter.include("shop.*", "id").and(ColumnFilter.include("shop.users", "name"));

    assertEquals("id,name", columnsOf(filter, "shop", "users"));
    assertEquals("id", columnsOf(filter, "shop", "orders"));
  }

  @Test
  void includeWinsOverExcludeForTheSameTableOnly() {
    ColumnFilter filter =
        ColumnFilter.exclude("shop.*", "id", "password")
            .and(ColumnFilter.include("shop.users", "id", "name"));

    assertEquals("id,name", columnsOf(filter, "shop", "users"));
    assertEquals("name", columnsOf(filter, "shop", "orders"));
  }

  @Test
  void masksOfOneColumnAreAppliedInOrder() {
    ColumnFilter filter =
        ColumnFilter.mask("shop.users", "name", value -> value + "1")
            .and(ColumnFilter.mask("*.users", "NAME", value -> value + "2"));

    assertEquals("x12", mask(filter, "name").apply("x"));
    assertNull(filter.rulesOf("shop", "users").orElseThrow().maskOf("id"));
    assertEquals(Optional.empty(), filter.rulesOf("shop", "orders"));
  }

  @Test
  void laterMaskIsNotAskedAboutNull() {
    ColumnFilter filter =
        ColumnFilter.replace("shop.users", "name", null)
            .and(ColumnFilter.mask("shop.users", "name", value -> "not " + value));

    assertNull(mask(filter, "name").apply("x"));
  }

  @Test
  void replaceGivesAConstant() {
    assertEquals("***", mask(ColumnFilter.replace("shop.users", "name", "***"), "name").apply("x"));
  }

  @Test
  void onlyRulesWithoutWildcardsExpectTheirColumns() {
    ColumnFilter filter =
        ColumnFilter.exclude("*.*", "token")
            .and(ColumnFilter.exclude("shop.users", "Password"))
            .and(ColumnFilter.replace("shop.users", "phone", ""))
            .and(ColumnFilter.exclude("shop.a\\*", "b"));

    assertEquals(List.of("password", "phone"), expected(filter, "users"));
    assertEquals(List.of("b"), expected(filter, "a*"));
    assertEquals(List.of(), expected(filter, "orders"));
  }

  @ParameterizedTest(name = "field {0}, black {1}")
  @CsvSource(
      value = {
        "'',                              '',                           'id,name,password'",
        "shop.users:id/name,              '',                           'id,name'",
        "'shop.orders:id,SHOP.USERS:Id',  '',                           'id'",
        "'',                              shop.users:password,          'id,name'",
        "shop.users:id/password,          shop.users:password,          'id,password'",
        "shop.orders:id,                  'x.y:a , shop.users : name,', 'id,password'",
        "'',                              sh*p.users:password,          'id,name,password'",
        "'',                              shop.user?:password,          'id,name,password'",
        "'',                              shop.users.x:password,        'id,name,password'",
      })
  void fieldsReadsCanalsLists(String include, String exclude, String left) {
    assertEquals(left, columnsOf(ColumnFilter.fields(include, exclude), "shop", "users"));
  }

  @Test
  void tableOfAFieldListMayHaveAnyCharacter() {
    ColumnFilter filter = ColumnFilter.fields("", "shop.a.b*:name");

    assertEquals("id,password", columnsOf(filter, "shop", "a.b*"));
    assertEquals("id,name,password", columnsOf(filter, "shop", "a.bc"));
  }

  @ParameterizedTest
  @CsvSource({
    "shop.users,                   one colon",
    "shop.users:a:b,               one colon",
    "users:a,                      database.table",
    ".users:a,                     database.table",
    "shop.:a,                      database.table",
    "shop.users:,                  not a column name",
    "shop.users:a//b,              not a column name",
    "shop.users:a/ b,              not a column name",
    "'shop.users:a,Shop.Users:b',  named before",
  })
  void malformedFieldListIsRefusedWithTheReason(String list, String reason) {
    String message = messageOf(() -> ColumnFilter.fields("", list));

    assertTrue(message.contains(reason), message);
  }

  @Test
  void rulesNeedATableAndAColumn() {
    assertTrue(messageOf(() -> ColumnFilter.exclude("users", "a")).contains("it has no dot"));
    assertTrue(messageOf(() -> ColumnFilter.exclude("shop.users")).contains("at least one column"));
    assertTrue(messageOf(() -> ColumnFilter.include("shop.users", " a")).contains("' a'"));
    assertTrue(messageOf(() -> ColumnFilter.replace("shop.users", "", "x")).contains("''"));
  }

  @Test
  void filterPrintsItself() {
    ColumnFilter filter =
        ColumnFilter.exclude("shop.users", "A", "b").and(ColumnFilter.replace("*.*", "c", 1));

    assertEquals("exclude shop.users[a, b] and mask *.*[c]", filter.toString());
    assertEquals("all columns", ColumnFilter.all().toString());
  }

  private static ColumnFilter.Mask mask(ColumnFilter filter, String column) {
    return Objects.requireNonNull(filter.rulesOf("shop", "users").orElseThrow().maskOf(column));
  }

  private static List<String> expected(ColumnFilter filter, String table) {
    return List.copyOf(filter.rulesOf("shop", table).orElseThrow().expected());
  }

  private static String columnsOf(ColumnFilter filter, String database, String table) {
    return String.join(
        ",",
        Stream.of("id", "name", "password")
            .filter(
                column ->
                    filter
                        .rulesOf(database, table)
                        .map(rules -> rules.includes(column))
                        .orElse(true))
            .toList());
  }

  private static String messageOf(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
