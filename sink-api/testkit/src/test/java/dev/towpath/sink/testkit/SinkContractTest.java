package dev.towpath.sink.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A test of the sink contract: it must pass correct sinks and no others. */
final class SinkContractTest {
  private static final Set<String> RULES =
      Set.of("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12");

  @ParameterizedTest
  @EnumSource
  void sinkThatKeepsTheContractPasses(Fidelity fidelity) {
    Results results = run(fidelity, Fault.NONE);

    assertEquals(Map.of(), results.failed);
    assertEquals(
        fidelity == Fidelity.EXACTLY_ONCE ? RULES : withoutResume(), Set.copyOf(results.passed));
  }

  private static Set<String> withoutResume() {
    var rules = new TreeSet<>(RULES);
    rules.remove("S10");
    return rules;
  }

  @Test
  void sinkThatAcknowledgesByItselfPasses() {
    Results results = run(Fidelity.EXACTLY_ONCE, Fault.ACKNOWLEDGES_RIGHTLY);

    var rules = withoutResume();
    rules.add("S13");
    assertEquals(Map.of(), results.failed);
    assertEquals(rules, Set.copyOf(results.passed));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "ACKNOWLEDGES_RIGHTLY"})
  void sinkWithAFaultFails(Fault fault) {
    Results results = run(fault.fidelity(), fault);

    assertEquals(fault.rules(), results.failed.keySet(), results.failed::toString);
  }

  private static Results run(Fidelity fidelity, Fault fault) {
    var results = new Results();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(ReferenceSinkContract.class))
                .configurationParameter("Fidelity", fidelity.name())
                .configurationParameter("Fault", fault.name())
                .build(),
            results);
    assertTrue(results.tests >= 20, "the contract was run");
    return results;
  }

  /** The rules by outcome; a rule with several tests may both pass and fail. */
  private static final class Results implements TestExecutionListener {
    final Map<String, List<String>> failed = new TreeMap<>();
    final Set<String> passed = new TreeSet<>();
    int tests;
    private TestPlan plan;

    @SuppressWarnings("NullAway.Init") // set before the first result
    Results() {}

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
      plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        tests++;
        switch (result.getStatus()) {
          case SUCCESSFUL -> passed.add(rule(test));
          case FAILED ->
              failed
                  .computeIfAbsent(rule(test), rule -> new ArrayList<>())
                  .add(test.getDisplayName() + ": " + result.getThrowable().orElseThrow());
          case ABORTED -> {}
        }
      }
    }

    /** Returns the rule in the name of the test, or of the test that this is an invocation of. */
    private String rule(TestIdentifier test) {
      String name = test.getDisplayName();
      return name.startsWith("S")
          ? name.substring(0, name.indexOf(' '))
          : rule(plan.getParent(test).orElseThrow());
    }
  }
}
