package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The faults of a run, one after the other without end. What comes depends on the seed alone; every
 * fault comes once before one comes again. Used by one thread.
 */
final class Plan {
  private static final int CHOICES = 1_000;

  /** Of 100 steps so many are followed by the next one without calm in between. */
  private static final int OVERLAPPING = 35;

  private final Random random;
  private final List<Fault> bag = new ArrayList<>();
  private int number;

  Plan(long seed) {
    this.random = new Random(seed);
  }

  /** The next fault. */
  Step next() {
    if (bag.isEmpty()) {
      bag.addAll(List.of(Fault.values()));
      Collections.shuffle(bag, random);
    }
    Fault fault = bag.remove(bag.size() - 1);
    int millis = fault.shortest() + random.nextInt(fault.longest() - fault.shortest());
    Neighbour neighbour = Neighbour.values()[random.nextInt(Neighbour.values().length)];
    number++;
    return new Step(
        number,
        fault,
        Duration.ofMillis(millis),
        neighbour,
        random.nextInt(CHOICES),
        random.nextInt(100) >= OVERLAPPING);
  }
}
