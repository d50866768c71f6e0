package dev.sluice.fuzz;

/**
 * What reads bytes from outside. Its class has a public static method {@code
 * fuzzerTestOneInput(byte[])}, which throws if the input breaks what always holds. Constants of an
 * enum, for {@link Fuzzing}.
 */
public interface FuzzTarget {
  /** The directory of its inputs, within {@code src/test/resources/fuzz}. */
  String directory();

  /** The name of its class. */
  String className();

  /** Calls its method. */
  void run(byte[] input);

  /** How many changed inputs to try for each of the corpus. */
  default int mutations() {
    return 300;
  }
}
