package dev.towpath.examples.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A small shop with customers, products and orders. It knows its rows and generates the next
 * transaction, the same for the same seed. Used by one thread.
 */
final class Shop {
  private static final int CUSTOMERS = 20;
  private static final int PRODUCTS = 12;
  private static final int OPEN_ORDERS = 60;
  private static final List<String> NAMES =
      List.of("Ada", "Björn", "Chloé", "Dmitri", "Emre", "Françoise", "Grace", "Hüseyin");
  private static final List<String> CITIES =
      List.of("Łódź", "São Paulo", "东京", "Genève", "Cork", "L'Aquila", "Oulu", "Zürich");
  private static final List<String> STATUSES = List.of("new", "paid", "shipped");

  private final String source;
  private final Random random;
  private final List<Map<String, @Nullable String>> customers = new ArrayList<>();
  private final List<Map<String, @Nullable String>> products = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();
  private int nextOrder = 1;
  private boolean hasCoupons;

  private record Order(
      Map<String, @Nullable String> row, List<Map<String, @Nullable String>> items) {}

  /** Creates an empty shop on {@code source}. */
  Shop(String source, long seed) {
    this.source = source;
    this.random = new Random(seed);
  }

  /** Returns the first transaction: customers and products. */
  ShopTransaction opening() {
    for (int id = 1; id <= CUSTOMERS; id++) {
      customers.add(
          ShopTransaction.row(
              "id", id, "name", any(NAMES), "city", any(CITIES), "points", 0, "version", 1));
    }
    for (int id = 1; id <= PRODUCTS; id++) {
      products.add(
          ShopTransaction.row(
              "id", id, "name", "Tea no. " + id, "price", price(), "stock", 500, "version", 1));
    }
    var transaction = new ShopTransaction(source);
    transaction.insert(ShopTable.CUSTOMERS, customers);
    transaction.insert(ShopTable.PRODUCTS, products);
    return transaction;
  }

  /** Returns the next transaction. */
  ShopTransaction next() {
    var transaction = new ShopTransaction(source);
    int dice = orders.size() < OPEN_ORDERS / 4 ? 0 : random.nextInt(10);
    if (dice < 4) {
      order(transaction);
    } else if (dice < 7) {
      proceed(transaction, any(orders));
    } else if (dice == 7) {
      exchange(transaction, any(orders));
    } else if (dice == 8) {
      transaction.update(ShopTable.CUSTOMERS, any(customers), "city", any(CITIES));
    } else {
      transaction.update(ShopTable.PRODUCTS, any(products), "price", price());
    }
    return transaction;
  }

  /** Gives later orders a coupon, see {@link ShopTable#ADD_COLUMN}. */
  void couponsAdded() {
    hasCoupons = true;
    orders.forEach(order -> order.row.put("coupon", null));
  }

  /** Lets a customer order some products, which are taken from the stock. */
  private void order(ShopTransaction transaction) {
    int id = nextOrder++;
    Map<String, @Nullable String> row =
        ShopTransaction.row(
            "id", id,
            "customer_id", any(customers).get("id"),
            "status", STATUSES.get(0),
            "ordered_at", "2026-02-%02d 12:%02d:56.%03d".formatted(id % 28 + 1, id % 60, id % 1000),
            "version", 1);
    if (hasCoupons) {
      row.put("coupon", random.nextBoolean() ? "TEA-" + id : null);
    }
    List<Map<String, @Nullable String>> items = new ArrayList<>();
    int lines = 1 + random.nextInt(3);
    for (int line = 1; line <= lines; line++) {
      items.add(item(id, line, 1));
    }
    transaction.insert(ShopTable.ORDERS, List.of(row));
    transaction.insert(ShopTable.ORDER_ITEMS, items);
    for (Map<String, @Nullable String> item : items) {
      take(transaction, item);
    }
    orders.add(new Order(row, items));
  }

  private Map<String, @Nullable String> item(int order, int line, int version) {
    return ShopTransaction.row(
        "order_id", order,
        "line", line,
        "product_id", any(products).get("id"),
        "quantity", 1 + random.nextInt(5),
        "version", version);
  }

  private void take(ShopTransaction transaction, Map<String, @Nullable String> item) {
    Map<String, @Nullable String> product = products.get(number(item, "product_id") - 1);
    int stock = number(product, "stock") - number(item, "quantity");
    transaction.update(ShopTable.PRODUCTS, product, "stock", String.valueOf(stock));
  }

  /** Advances an order: paid, which earns points, then shipped, then archived. */
  private void proceed(ShopTransaction transaction, Order order) {
    int next = STATUSES.indexOf(order.row.get("status")) + 1;
    if (next < STATUSES.size()) {
      transaction.update(ShopTable.ORDERS, order.row, "status", STATUSES.get(next));
      Map<String, @Nullable String> customer = customers.get(number(order.row, "customer_id") - 1);
      String points = String.valueOf(number(customer, "points") + 1);
      transaction.update(ShopTable.CUSTOMERS, customer, "points", points);
    } else {
      transaction.delete(ShopTable.ORDER_ITEMS, order.items);
      transaction.delete(ShopTable.ORDERS, List.of(order.row));
      orders.remove(order);
    }
  }

  /** Replaces a line of an order by a delete and an insert in one transaction. */
  private void exchange(ShopTransaction transaction, Order order) {
    Map<String, @Nullable String> old = order.items.get(0);
    transaction.delete(ShopTable.ORDER_ITEMS, List.of(old));
    Map<String, @Nullable String> item =
        item(number(old, "order_id"), number(old, "line"), number(old, "version") + 1);
    transaction.insert(ShopTable.ORDER_ITEMS, List.of(item));
    order.items.set(0, item);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String price() {
    return "%d.%02d".formatted(1 + random.nextInt(30), random.nextInt(100));
  }

  private static int number(Map<String, @Nullable String> row, String column) {
    return Integer.parseInt(String.valueOf(row.get(column)));
  }
}
