package dev.towpath.fuzzing;

/**
 * A target of the fuzzer, which reads bytes from outside. Its class has a public static method
 * {@code fuzzerTestOneInput(byte[])}, which throws if an input breaks an invariant. Targets are
 * constants of an enum, which the module {@code core/verification/fuzz} knows.
 */
public interface FuzzTarget {
  /** Returns the directory of its inputs, within {@code src/test/resources/fuzz}. */
  String directory();

  /** Returns the name of its class. */
  String className();

  /** Calls its method. */
  void run(byte[] input);

  /** Returns how many mutations to try of each input of the corpus. */
  default int mutations() {
    return 300;
  }
}
