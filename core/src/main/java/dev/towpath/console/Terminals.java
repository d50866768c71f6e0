package dev.towpath.console;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** A detector of interactive terminals. */
final class Terminals {
  private Terminals() {}

  /** Returns whether the standard streams are a terminal that understands control sequences. */
  @SuppressWarnings(
      "SystemConsoleNull") // The other method handles null, which means no terminal before JDK 22.
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
  }

  /**
   * Returns whether the console is a terminal: from JDK 22 on there is one without a terminal, and
   * a method that tells.
   */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
