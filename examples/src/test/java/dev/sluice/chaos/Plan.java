package dev.sluice.chaos;

import dev.sluice.chaos.NodeLinks.Neighbour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a run, one after the other without end. What comes depends on the seed alone; every
 * fault comes once before one comes again. Used by one thread.
 */
final class Plan {
  private static final int CHOICES = 1_000;

  /** Of 100 steps so many are followed by the next one without calm in between. */
  private static final int OVERLAPPING = 35;

  /** Of 100 steps so many are two faults at the same time, if they can be. */
  private static final int PAIRS = 30;

  private final Random random;
  private final List<Fault> bag = new ArrayList<>();
  private int number;

  Plan(long seed) {
    this.random = new Random(seed);
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
      bag.addAll(List.of(Fault.values()));
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
