package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a run, one after the other without end. What comes depends on the seed and the
 * faults to choose from alone; every fault comes once before one comes again. Used by one thread.
 */
final class Plan {
  private static final int CHOICES = 1_000;

  /** Of 100 steps so many are followed by the next one without calm in between. */
  private static final int OVERLAPPING = 35;

  /** Of 100 steps so many are two faults at the same time, if they can be. */
  private static final int PAIRS = 30;

  private final Random random;
  private final Set<Fault> faults;
  private final List<Fault> bag = new ArrayList<>();
  private int number;

  /** A plan of all faults. */
  Plan(long seed) {
    this(seed, EnumSet.allOf(Fault.class));
  }

  /**
   * A plan of some faults.
   *
   * @param faults at least one
   */
  Plan(long seed, Set<Fault> faults) {
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("a plan needs at least one fault");
    }
    this.random = new Random(seed);
    this.faults = Collections.unmodifiableSet(EnumSet.copyOf(faults));
  }

  /**
   * The faults that a list names, all when it is blank.
   *
   * @param names separated by commas, in any case, with {@code _} or {@code -}
   * @throws IllegalArgumentException if one is unknown, naming those there are
   */
  static Set<Fault> faults(String names) {
    if (names.isBlank()) {
      return EnumSet.allOf(Fault.class);
    }
    Set<Fault> named = EnumSet.noneOf(Fault.class);
    for (String part : names.split(",", -1)) {
      String name = part.strip().replace('-', '_').toUpperCase(Locale.ROOT);
      named.add(
          Arrays.stream(Fault.values())
              .filter(fault -> fault.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "chaos.only names '%s', which is no fault; choose from %s"
                              .formatted(part, EnumSet.allOf(Fault.class)))));
    }
    return named;
  }

  /** The next fault. */
  Step next() {
    Fault fault = draw();
    Step companion = null;
    if (random.nextInt(100) < PAIRS && !bag.isEmpty()) {
      Fault other = draw();
      if (other.part() == fault.part()) {
        bag.add(other);
      } else {
        companion = step(other, true, null);
      }
    }
    return step(fault, random.nextInt(100) >= OVERLAPPING, companion);
  }

  private Fault draw() {
    if (bag.isEmpty()) {
      bag.addAll(faults);
      Collections.shuffle(bag, random);
    }
    return bag.remove(bag.size() - 1);
  }

  private Step step(Fault fault, boolean calm, @Nullable Step companion) {
    int millis = fault.shortest() + random.nextInt(fault.longest() - fault.shortest());
    List<Neighbour> neighbours = List.of(Neighbour.values());
    Neighbour neighbour = neighbours.get(random.nextInt(neighbours.size()));
    number++;
    return new Step(
        number,
        fault,
        Duration.ofMillis(millis),
        neighbour,
        random.nextInt(CHOICES),
        calm,
        companion);
  }
}
