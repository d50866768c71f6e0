package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.GtidSet;
import dev.towpath.filter.TableFilter;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Tests that nearly correct text is either read and printed in the same way, or refused by an
 * IllegalArgumentException.
 */
class HostileTextTest {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static final int TEXTS = 20_000;
  private static final String SPICE = "0123456789abcdef-:,; =.*+?()[]{}|\\^$\t\n\0é漢\uFFFF";
  private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  private final Random random = new Random(SEED);

  @Test
  void gtidSetsAreReadAsTheyPrintThemselvesOrRefused() {
    check(
        List.of(
            UUID + ":1-5:7",
            UUID + ":1-5:tag:3-4," + UUID.replace('3', '4') + ":9223372036854775806",
            "0-1-100,1-2-18446744073709551615",
            ""),
        GtidSet::parse);
  }

  @Test
  void positionsAreReadAsTheyPrintThemselvesOrRefused() {
    check(
        List.of(
            "v1;file=mysql-bin.000002;offset=1147;group=810;serverId=1;serverUuid="
                + UUID
                + ";ts=1795356856000;gtid="
                + UUID
                + ":1-4",
            BinlogPosition.builder("bin;with=odd.000001", 1L << 40).build().toString()),
        BinlogPosition::parse);
  }

  @Test
  void tableFiltersAreMadeOrRefused() {
    for (int i = 0; i < TEXTS; i++) {
      String text = spoilt(List.of("shop\\..*,crm\\.(a|b)[0-9]+", "shop.*", "s?op.{a,b}"));
      attempt(text, () -> TableFilter.regex(text, ""));
      attempt(text, () -> TableFilter.include(text));
    }
  }

  private void attempt(String text, Runnable action) {
    try {
      action.run();
    } catch (IllegalArgumentException e) {
      // Refused.
    } catch (RuntimeException | Error e) {
      fail("-Dtowpath.seed=" + SEED + ", text " + text, e);
    }
  }

  private void check(List<String> samples, Function<String, ?> parse) {
    samples.forEach(sample -> assertEquals(sample, parse.apply(sample).toString()));
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < TEXTS; i++) {
            String text = spoilt(samples);
            attempt(text, () -> readsBack(parse, text));
          }
        });
  }

  private static void readsBack(Function<String, ?> parse, String text) {
    Object value = parse.apply(text);
    assertEquals(value, parse.apply(value.toString()), text);
  }

  private String spoilt(List<String> samples) {
    var text = new StringBuilder(samples.get(random.nextInt(samples.size())));
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length() + 1);
      char spice = SPICE.charAt(random.nextInt(SPICE.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, spice);
        case 1 -> text.setLength(at);
        case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        default -> text.append(text.substring(at));
      }
    }
    return text.toString();
  }
}
