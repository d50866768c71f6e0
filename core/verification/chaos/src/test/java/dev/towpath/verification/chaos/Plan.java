package dev.towpath.verification.chaos;

import dev.towpath.verification.chaos.NodeLinks.Neighbour;
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
 * The endless sequence of a run's faults. It depends only on the seed and the available faults;
 * each fault occurs once before any is repeated. Used by one thread.
 */
final class Plan {
  private static final int CHOICES = 1_000;

  /** The percentage of steps that are followed by the next without calm in between. */
  private static final int OVERLAPPING = 35;

  /** The percentage of steps with two simultaneous faults, if possible. */
  private static final int PAIRS = 30;

  private final Random random;
  private final Set<Fault> faults;
  private final List<Fault> bag = new ArrayList<>();
  private int number;

  /** Creates a plan of all faults. */
  Plan(long seed) {
    this(seed, EnumSet.allOf(Fault.class));
  }

  /**
   * Creates a plan of some faults.
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
   * Returns the faults of a list of names, all if it is blank.
   *
   * @param names separated by commas, in any case, with {@code _} or {@code -}
   * @throws IllegalArgumentException if a name is unknown; the message lists the known ones
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

  /** Returns the next fault. */
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
