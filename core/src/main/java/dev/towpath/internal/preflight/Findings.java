package dev.towpath.internal.preflight;

import dev.towpath.pipeline.Finding;
import dev.towpath.pipeline.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** A collector of findings about one server. Used by one thread. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();
  private final String where;

  /**
   * Creates an empty collector.
   *
   * @param where a prefix of each finding; empty when there is only one server
   */
  Findings(String where) {
    this.where = where;
  }

  void error(String check, String what, String remedy) {
    found.add(new Finding(Severity.ERROR, check, where + what, remedy));
  }

  void warning(String check, String what, String remedy) {
    found.add(new Finding(Severity.WARNING, check, where + what, remedy));
  }

  void info(String check, String what, String remedy) {
    found.add(new Finding(Severity.INFO, check, where + what, remedy));
  }

  boolean hasErrors() {
    return found.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  List<Finding> list() {
    return List.copyOf(found);
  }
}
