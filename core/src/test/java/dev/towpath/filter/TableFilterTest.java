package dev.towpath.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableFilterTest {

  @Test
  void manyStarsAreAnsweredAtOnce() {
    TableFilter filter = TableFilter.include("shop.*a*a*a*a*a*a*a*a*b");

    assertFalse(filter.includes("shop", "a".repeat(200)));
    assertTrue(filter.includes("shop", "a".repeat(200) + "bab"));
  }

  @Test
  void textAfterAStarMayComeMoreThanOnce() {
    TableFilter filter = TableFilter.include("shop.*ab*b?");

    assertTrue(filter.includes("shop", "abababx"));
    assertTrue(filter.includes("shop", "aabbc"));
    assertFalse(filter.includes("shop", "abc"));
  }

  @Test
  void allIncludesEveryTable() {
    assertTrue(TableFilter.all().includes("mysql", "user"));
  }

  @ParameterizedTest(name = "{0} on {1}.{2}: {3}")
  @CsvSource({
    "shop.orders,            shop,       orders,       true",
    "shop.orders,            shop,       orders2,      false",
    "shop.orders,            shop2,      orders,       false",
    "shop.orders,            xshop,      orders,       false",
    "SHOP.Orders,            shop,       ORDERS,       true",
    "straße.ÄRGER,           STRAßE,     ärger,        true",
    "shop.order_*,           shop,       order_,       true",
    "shop.order_*,           shop,       order_items,  true",
    "shop.order_*,           shop,       orders,       false",
    "*.orders,               anything,   orders,       true",
    "*.*,                    a,          b,            true",
    "sh*p_??.t,              shop_eu,    t,            true",
    "sh*p_??.t,              shop_e,     t,            false",
    "sh*p_??.t,              shop_eur,   t,            false",
    "shop.*,                 shop,       a.b,          true",
    "shop.a\\.b,             shop,       a.b,          true",
    "shop.a\\.b,             shop,       axb,          false",
    "shop.a\\*,              shop,       a*,           true",
    "shop.a\\*,              shop,       ab,           false",
    "shop.a\\?,              shop,       a?,           true",
    "shop.a\\\\,             shop,       a\\,          true",
    "shop.(a|b)+$,           shop,       (a|b)+$,      true",
    "shop.[ab],              shop,       a,            false",
  })
  void globMatchesEachPartAsAWhole(String glob, String database, String table, boolean included) {
    assertEquals(included, TableFilter.include(glob).includes(database, table));
  }

  @Test
  void starDoesNotReachAcrossTheDot() {
    TableFilter filter = TableFilter.include("a*c.t");

    assertFalse(filter.includes("a", "c.t"));
    assertFalse(filter.includes("a", "xc.t"));
  }

  @Test
  void includeTakesTheTablesOfAnyPattern() {
    TableFilter filter = TableFilter.include("shop.orders", "crm.*");

    assertTrue(filter.includes("shop", "orders"));
    assertTrue(filter.includes("crm", "customers"));
    assertFalse(filter.includes("shop", "customers"));
  }

  @Test
  void excludeTakesEverythingElse() {
    TableFilter filter = TableFilter.exclude("mysql.*", "*.tmp_*");

    assertFalse(filter.includes("mysql", "user"));
    assertFalse(filter.includes("shop", "tmp_1"));
    assertTrue(filter.includes("shop", "orders"));
  }

  @Test
  void exceptTakesAwayFromWhatIsIncluded() {
    TableFilter filter = TableFilter.include("shop.*").except("shop.tmp_*", "shop.log");

    assertTrue(filter.includes("shop", "orders"));
    assertFalse(filter.includes("shop", "tmp_1"));
    assertFalse(filter.includes("shop", "log"));
    assertFalse(filter.includes("crm", "orders"));
  }

  @Test
  void andNeedsBoth() {
    TableFilter short_ = (database, table) -> table.length() < 5;

    TableFilter filter = TableFilter.include("shop.*").and(short_);

    assertTrue(filter.includes("shop", "item"));
    assertFalse(filter.includes("shop", "orders"));
    assertFalse(filter.includes("crm", "item"));
  }

  @ParameterizedTest
  @CsvSource({
    "orders,       it has no dot",
    "shop\\.orders,it has no dot",
    "shop.a.b,     more than one dot",
    "'a.b,c.d',    several arguments",
    ".orders,      a part of it is empty",
    "shop.,        a part of it is empty",
    "'',           a part of it is empty",
    "' shop.a',    blanks around it",
    "shop.a\\,     nothing follows its last backslash",
    "shop.product;,several arguments",
    "`shop`.a,     names have no quotes",
  })
  void malformedGlobIsRefusedWithTheReason(String glob, String reason) {
    String message = messageOf(() -> TableFilter.include("a.b", glob));

    assertTrue(message.contains("'" + glob + "'"), message);
    assertTrue(message.contains(reason), message);
  }

  @Test
  void includeNeedsAPattern() {
    assertThrows(IllegalArgumentException.class, TableFilter::include);
  }

  @Test
  void filterPrintsItself() {
    assertEquals(
        "[shop.*] except [shop.tmp_*]",
        TableFilter.include("shop.*").except("shop.tmp_*").toString());
    assertEquals("all tables except [a.b, c.d]", TableFilter.exclude("a.b", "c.d").toString());
    assertEquals("regex 'a\\.b' except ''", TableFilter.regex("a\\.b", "").toString());
  }

  private static String messageOf(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void databasesWithoutAnIncludedTableAreTold() {
    TableFilter shop = TableFilter.include("shop.*", "a?.t");

    assertTrue(shop.mayInclude("SHOP") && shop.mayInclude("ab"));
    assertFalse(shop.mayInclude("other"));
    assertTrue(shop.except("shop.tmp_*").mayInclude("shop"));
    assertFalse(shop.except("shop.*").mayInclude("shop"));
    assertFalse(shop.and(TableFilter.include("x.*")).mayInclude("shop"));
    assertTrue(TableFilter.all().mayInclude("any"));
    TableFilter lambda = (database, table) -> false;
    assertTrue(lambda.mayInclude("any"));
  }

  @Test
  void databasesWithoutAMatchOfARegularExpressionAreTold() {
    TableFilter regex = TableFilter.regex("shop\\..*,ab?\\.t[0-9]+", "shop\\.tmp.*,ab\\..*");

    assertTrue(regex.mayInclude("Shop") && regex.mayInclude("a"));
    assertFalse(regex.mayInclude("other") || regex.mayInclude("ab") || regex.mayInclude("sho"));
    assertTrue(TableFilter.regex(".*\\..*", "a|b\\..*").mayInclude("b"));
    assertTrue(TableFilter.regex("", "a\\.*").mayInclude("a"));
    assertFalse(TableFilter.regex("", "a\\..*").mayInclude("a"));
  }
}
