package dev.towpath.verification.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlanTest {
  @Test
  void theSameSeedGivesTheSameFaults() {
    assertEquals(steps(7, 200), steps(7, 200));
    assertNotEquals(steps(7, 200), steps(8, 200));
  }

  @Test
  void everyFaultComesBeforeOneComesAgain() {
    int faults = Fault.values().length;
    List<Fault> drawn =
        steps(3, 2 * faults).stream().flatMap(PlanTest::withCompanion).map(Step::fault).toList();

    assertEquals(EnumSet.allOf(Fault.class), EnumSet.copyOf(drawn.subList(0, faults)));
    assertEquals(EnumSet.allOf(Fault.class), EnumSet.copyOf(drawn.subList(faults, 2 * faults)));
  }

  @Test
  void someFaultsOverlapAndMostDoNot() {
    long calm = steps(5, 400).stream().filter(Step::calm).count();

    assertTrue(calm > 200 && calm < 350, "calm after " + calm + " of 400");
  }

  @Test
  void aFrozenLeaderSleepsLongerThanItsSession() {
    assertTrue(Fault.FREEZE_ACTIVE.shortest() > ChaosNode.SESSION_TIMEOUT.toMillis());
    assertTrue(Fault.FREEZE_ACTIVE_BRIEFLY.longest() < ChaosNode.SESSION_TIMEOUT.toMillis());
  }

  @Test
  void faultsAtTheSameTimeHitDifferentParts() {
    List<Step> pairs = steps(11, 400).stream().filter(step -> step.companion() != null).toList();

    assertTrue(pairs.size() > 60, pairs::toString);
    for (Step pair : pairs) {
      long parts = withCompanion(pair).map(step -> step.fault().part()).distinct().count();
      assertEquals(2, parts, pair::toString);
    }
  }

  @Test
  void onlyTheFaultsThatAreNamedCome() {
    Set<Fault> named = Plan.faults("cut-in-large, THROWING_SINK");
    var plan = new Plan(7, named);

    Set<Fault> drawn =
        Stream.generate(plan::next)
            .limit(20)
            .flatMap(PlanTest::withCompanion)
            .map(Step::fault)
            .collect(Collectors.toSet());

    assertEquals(EnumSet.of(Fault.CUT_IN_LARGE, Fault.THROWING_SINK), drawn);
    assertEquals(EnumSet.allOf(Fault.class), Plan.faults(" "));
  }

  @Test
  void aFaultThatDoesNotExistIsNamedWithThoseThatDo() {
    var error = assertThrows(IllegalArgumentException.class, () -> Plan.faults("CUT,fire"));

    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("'fire'") && message.contains("KILL_ACTIVE"), message);
  }

  private static Stream<Step> withCompanion(Step step) {
    return Stream.of(step, step.companion()).filter(Objects::nonNull);
  }

  private static List<Step> steps(long seed, int number) {
    var plan = new Plan(seed);
    return Stream.generate(plan::next).limit(number).toList();
  }
}
