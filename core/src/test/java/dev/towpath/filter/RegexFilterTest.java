package dev.towpath.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegexFilterTest {

  @ParameterizedTest(name = "{0} on {1}.{2}: {3}")
  @CsvSource(
      delimiter = ';',
      value = {
        ".*\\..*;                 shop;  orders;   true",
        "shop\\..*;               shop;  orders;   true",
        "shop\\..*;               shop2; orders;   false",
        "shop\\.order;            shop;  orders;   false",
        "shop\\.orders;           xshop; orders;   false",
        "shop.orders;             shop;  orders;   true",
        "SHOP\\.ORDERS;           shop;  orders;   true",
        "shop\\.orders;           SHOP;  Orders;   true",
        "shop\\.[A-Z]+;           shop;  orders;   true",
        "shop\\.a,shop\\.b;       shop;  b;        true",
        "shop\\.a,,shop\\.b,;     shop;  b;        true",
        "shop\\.t_[0-9]{1,2};     shop;  t_12;     true",
        "shop\\.t_[0-9]{1,2};     shop;  t_123;    false",
        "shop\\.t[,x];            shop;  tx;       true",
        "shop\\.(a|b,c);          shop;  b,c;      true",
        "shop\\.a\\,b;            shop;  a,b;      true",
        "shop\\.foo,shop\\.foot;  shop;  foot;     true",
        "shop\\.foooo,shop\\.f.*t;shop;  fooooot;  true",
        "shop\\.(foo|foot);       shop;  foot;     true",
        "shop\\.foo|shop\\.foot;  shop;  foot;     false",
        "shop\\.foot|shop\\.foo;  shop;  foo;      true",
      })
  void includeMatchesAsInCanal(String regex, String database, String table, boolean included) {
    assertEquals(included, TableFilter.regex(regex, "").includes(database, table));
  }

  @Test
  void expressionsThatOnlyFailTogetherAreRefusedByName() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> TableFilter.regex("(?<n>shop\\.a),(?<n>shop\\.b)", ""));

    assertTrue(String.valueOf(refusal.getMessage()).contains("named groups"), refusal::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\Qshop.a,shop\\.b", "(?x)shop.a #,shop\\.b"})
  void expressionsThatSwallowOthersAreRefused(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> TableFilter.regex(text, ""));

    assertTrue(String.valueOf(refusal.getMessage()).contains("\\E"), refusal::toString);
  }

  @Test
  void emptyIncludeLetsEverythingIn() {
    assertTrue(TableFilter.regex("", "").includes("shop", "orders"));
    assertTrue(TableFilter.regex(",", "").includes("shop", "orders"));
  }

  @Test
  void excludeWinsOverInclude() {
    TableFilter filter = TableFilter.regex(".*\\..*", "mysql\\.slave_.*,shop\\.tmp");

    assertFalse(filter.includes("mysql", "slave_master_info"));
    assertFalse(filter.includes("shop", "TMP"));
    assertTrue(filter.includes("shop", "tmp2"));
  }

  @Test
  void emptyIncludeStillObeysExclude() {
    TableFilter filter = TableFilter.regex("", "shop\\.tmp");

    assertFalse(filter.includes("shop", "tmp"));
    assertTrue(filter.includes("shop", "orders"));
  }

  @Test
  void longestExpressionComesFirst() {
    TableFilter filter = TableFilter.regex("(a)\\.b|x,(c|cc)\\.(d)\\2", "");

    assertFalse(filter.includes("cc", "dcc"), "groups are counted over the list in its new order");
    assertTrue(filter.includes("cc", "dd"));
  }

  @Test
  void malformedExpressionIsNamed() {
    String message = messageOf(() -> TableFilter.regex("a\\.b", "shop\\..*,shop\\.("));

    assertTrue(message.startsWith("the exclude expression 'shop\\.(' is not"), message);
  }

  @Test
  void blankAroundAnExpressionIsRefused() {
    String message = messageOf(() -> TableFilter.regex("shop\\.a, shop\\.b", ""));

    assertTrue(message.contains("' shop\\.b' has blanks"), message);
  }

  private static String messageOf(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
