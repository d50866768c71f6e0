package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.examples.quickstart.Change.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShopTest {

  @Test
  void eachChangeOfARowHasAHigherRankThanTheOneBefore() {
    Map<Change.Key, Long> ranks = new HashMap<>();

    for (Change change : changes(new Shop("mysql-1", 42), 1_000)) {
      Long before = ranks.put(change.id().key(), change.id().rank());
      assertTrue(before == null || before < change.id().rank(), change::toString);
    }
  }

  @Test
  void thereIsSomethingOfEverything() {
    Set<String> seen = new HashSet<>();
    Map<Change.Key, EnumSet<Kind>> kinds = new HashMap<>();
    boolean reused = false;

    for (Change change : changes(new Shop("mysql-1", 42), 1_000)) {
      Change.Id id = change.id();
      seen.add(id.key().table() + ' ' + id.kind());
      EnumSet<Kind> before = kinds.computeIfAbsent(id.key(), key -> EnumSet.noneOf(Kind.class));
      reused |= id.kind() == Kind.INSERT && before.contains(Kind.DELETE);
      before.add(id.kind());
    }

    assertEquals(
        Set.of(
            "customers INSERT",
            "customers UPDATE",
            "products INSERT",
            "products UPDATE",
            "orders INSERT",
            "orders UPDATE",
            "orders DELETE",
            "order_items INSERT",
            "order_items DELETE"),
        seen);
    assertTrue(reused, "no key was deleted and inserted again");
  }

  @Test
  void theSameSeedMakesTheSameTransactions() {
    assertEquals(changes(new Shop("mysql-1", 7), 200), changes(new Shop("mysql-1", 7), 200));
  }

  @Test
  void ordersHaveACouponOnceTheColumnWasAdded() {
    var shop = new Shop("mysql-1", 42);
    List<Change> before = changes(shop, 200);
    shop.couponsAdded();
    List<Change> after = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      after.addAll(shop.next().changes());
    }

    assertTrue(orders(before).stream().noneMatch(order -> order.row().containsKey("coupon")));
    assertTrue(orders(after).stream().allMatch(order -> order.row().containsKey("coupon")));
    assertTrue(orders(after).stream().anyMatch(order -> order.row().get("coupon") != null));
  }

  @Test
  void valuesAreQuoted() {
    var transaction = new ShopTransaction("mysql-1");
    Map<String, String> row = new HashMap<>(Map.of("id", "1", "version", "1"));

    transaction.update(ShopTable.CUSTOMERS, row, "city", "L'Aquila \\");

    assertEquals(
        List.of("UPDATE shop.customers SET city = 'L''Aquila \\\\', version = 2 WHERE id = 1"),
        transaction.statements());
  }

  private static List<Change> orders(List<Change> changes) {
    return changes.stream().filter(change -> change.id().key().table().equals("orders")).toList();
  }

  private static List<Change> changes(Shop shop, int transactions) {
    List<Change> changes = new ArrayList<>(shop.opening().changes());
    for (int i = 0; i < transactions; i++) {
      changes.addAll(shop.next().changes());
    }
    return changes;
  }
}
