package dev.towpath.internal.protocol;

import dev.towpath.mysql.MySqlSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The choice among the passwords of an account during one attempt to log in: each at most once, the
 * one that the server accepted last time first. Used by one thread.
 */
final class PasswordChoice {
  /** Where there are several: what each server accepted last. */
  private static final Map<MySqlSource, String> ACCEPTED =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final int MAX_QUESTIONS = 2;

  private final MySqlSource source;
  private final Set<String> refused = new LinkedHashSet<>();
  private final Deque<String> untried = new ArrayDeque<>();
  private int questions;
  private boolean several;

  PasswordChoice(MySqlSource source) {
    this.source = source;
  }

  /**
   * The password to send; the supplier is asked for the first one.
   *
   * @throws SourceException if the supplier fails
   */
  String current() {
    if (questions == 0) {
      ask();
    }
    return untried.element();
  }

  private void ask() {
    questions++;
    Set<String> given = new LinkedHashSet<>(UserCode.passwords(source));
    several |= given.size() > 1;
    given.removeAll(refused);
    String accepted = ACCEPTED.get(source);
    if (accepted != null && given.remove(accepted)) {
      untried.add(accepted);
    }
    untried.addAll(given);
  }

  /** Remembers that the server has accepted the current one. */
  void accepted() {
    if (several) {
      ACCEPTED.put(source, untried.element());
    }
  }

  /**
   * Goes on to the next password because the current one was refused.
   *
   * @return false when there is none
   * @throws SourceException if the supplier fails
   */
  boolean refused() {
    refused.add(untried.remove());
    if (untried.isEmpty() && questions < MAX_QUESTIONS) {
      // While passwords rotate, the supplier may know a later one by now.
      ask();
    }
    return !untried.isEmpty();
  }

  /** How many passwords the server has refused. */
  int refusals() {
    return refused.size();
  }
}
