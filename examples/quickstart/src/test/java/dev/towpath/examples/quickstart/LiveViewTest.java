package dev.towpath.examples.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LiveView view =
      new LiveView(new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8)));

  @Test
  void anUpdateShowsWhatItChanged() throws IOException {
    assertEquals(
        "mysql-1 queue 3  UPDATE shop.orders 7: status new -> paid, version 1 -> 2",
        LiveView.line(received(FlatMessageTest.UPDATE)));
  }

  @Test
  void anInsertShowsItsFirstRowAndHowManyFollow() throws IOException {
    assertEquals(
        "mysql-1 queue 3  INSERT shop.order_items 7/1: order_id 7, line 1, version 1 and 1 more",
        LiveView.line(received(FlatMessageTest.INSERT_OF_TWO)));
  }

  @Test
  void aStatementIsShownInOneLine() throws IOException {
    assertEquals(
        "mysql-1 queue 3  ALTER TABLE shop.orders ADD COLUMN coupon VARCHAR(20)",
        LiveView.line(received(FlatMessageTest.ALTER)));
  }

  @Test
  void aLongLineIsCut() throws IOException {
    String line = LiveView.line(received(FlatMessageTest.UPDATE.replace("paid", "x".repeat(200))));

    assertEquals(110, line.length());
    assertTrue(line.endsWith("x..."), line);
  }

  @Test
  void ofManyMessagesFewAreShownButEveryStatement() throws IOException {
    for (int i = 0; i < 100; i++) {
      view.received(received(FlatMessageTest.UPDATE));
      view.received(received(FlatMessageTest.ALTER));
    }

    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(100, lines.stream().filter(line -> line.contains("ALTER TABLE")).count());
    assertEquals(1, lines.stream().filter(line -> line.contains("UPDATE")).count());
  }

  private static Received received(String json) throws IOException {
    return new Received("mysql-1", 3, 1, FlatMessageTest.parse(json), 0);
  }
}
