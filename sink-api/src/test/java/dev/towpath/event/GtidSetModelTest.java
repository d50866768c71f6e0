package dev.towpath.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparison of MySQL GTID sets with a model: sets of the texts of their transactions. */
final class GtidSetModelTest {
  private static final List<UUID> SOURCES =
      List.of(new UUID(1, 1), new UUID(1, -1), new UUID(-1, 0));
  private static final List<String> TAGS = List.of("", "a", "b_2");
  private static final int NUMBERS = 12;
  private static final int ROUNDS = 2000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void operationsAgreeWithTheModel(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Set<String> ours = model(random);
      Set<String> theirs = model(random);
      GtidSet set = set(random, ours);
      GtidSet other = set(random, theirs);

      assertEquals(ours, transactions(set));
      assertEquals(ours.equals(theirs), set.equals(other));
      assertEquals(ours.isEmpty(), set.isEmpty());
      assertEquals(ours.containsAll(theirs), set.contains(other));
      assertEquals(union(ours, theirs), transactions(set.union(other)));
      assertEquals(difference(ours, theirs), transactions(set.subtract(other)));
      assertEquals(set, GtidSet.parse(set.toString()));
      assertEquals(set.union(other), other.union(set));
      assertEquals(set.union(other), set.subtract(other).union(other));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void addingOneByOneGivesTheSameSetAndText(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Set<String> model = model(random);
      List<String> order = new ArrayList<>(model);
      Collections.shuffle(order, random);
      var set = (MySqlGtidSet) GtidSet.empty();
      for (String transaction : order) {
        String[] parts = transaction.split(":", -1);
        set = set.add(UUID.fromString(parts[0]), parts[1], Long.parseLong(parts[2]));
      }

      assertEquals(set(random, model), set);
      assertEquals(set(random, model).toString(), set.toString());
    }
  }

  /** Returns runs of numbers, so that intervals touch, overlap and leave gaps. */
  private static Set<String> model(Random random) {
    Set<String> model = new TreeSet<>();
    for (int run = random.nextInt(8); run > 0; run--) {
      UUID source = SOURCES.get(random.nextInt(SOURCES.size()));
      String tag = TAGS.get(random.nextInt(TAGS.size()));
      int first = 1 + random.nextInt(NUMBERS);
      int last = Math.min(NUMBERS, first + random.nextInt(5));
      for (int number = first; number <= last; number++) {
        model.add(source + ":" + tag + ":" + number);
      }
    }
    return model;
  }

  /** Parses the transactions one by one, in random order. */
  private static GtidSet set(Random random, Set<String> model) {
    List<String> order = new ArrayList<>(model);
    Collections.shuffle(order, random);
    return GtidSet.parse(
        String.join(random.nextBoolean() ? "," : " ,\n", order).replace("::", ":"));
  }

  private static Set<String> transactions(GtidSet set) {
    Set<String> transactions = new TreeSet<>();
    ((MySqlGtidSet) set)
        .forEachInterval(
            (source, tag, first, last) -> {
              for (long number = first; number <= last; number++) {
                transactions.add(source + ":" + tag + ":" + number);
              }
            });
    return transactions;
  }

  private static Set<String> union(Set<String> ours, Set<String> theirs) {
    Set<String> union = new TreeSet<>(ours);
    union.addAll(theirs);
    return union;
  }

  private static Set<String> difference(Set<String> ours, Set<String> theirs) {
    Set<String> difference = new TreeSet<>(ours);
    difference.removeAll(theirs);
    return difference;
  }
}
