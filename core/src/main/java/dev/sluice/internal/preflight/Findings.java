package dev.sluice.internal.preflight;

import dev.sluice.Finding;
import dev.sluice.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects findings. Used by one thread. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();

  void error(String check, String what, String remedy) {
    found.add(new Finding(Severity.ERROR, check, what, remedy));
  }

  void warning(String check, String what, String remedy) {
    found.add(new Finding(Severity.WARNING, check, what, remedy));
  }

  void info(String check, String what, String remedy) {
    found.add(new Finding(Severity.INFO, check, what, remedy));
  }

  boolean hasErrors() {
    return found.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  List<Finding> list() {
    return List.copyOf(found);
  }
}
