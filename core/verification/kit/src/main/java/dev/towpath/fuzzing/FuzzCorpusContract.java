package dev.towpath.fuzzing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test that every input of a corpus, and similar ones, are understood or refused, in bounded
 * memory.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FuzzCorpusContract {
  private static final long SEED = Long.getLong("towpath.seed", 20240229);

  /** A payload of 16 MiB that a packet claims to have, in a buffer, and some. */
  private static final long MOST_MEMORY = 64L << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Returns the targets whose inputs are tested. */
  protected abstract List<? extends FuzzTarget> targets();

  @ParameterizedTest
  @MethodSource("targets")
  final void inputsOfTheCorpusBreakNothing(FuzzTarget target) throws IOException {
    List<Path> inputs = inputs(target);

    assertFalse(inputs.isEmpty(), "no inputs");
    for (Path input : inputs) {
      run(target, Files.readAllBytes(input), input.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  final void changedInputsBreakNothing(FuzzTarget target) throws IOException {
    var random = new Random(SEED);
    for (Path input : inputs(target)) {
      byte[] bytes = Files.readAllBytes(input);
      for (int i = 0; i < target.mutations(); i++) {
        run(target, mutated(bytes, random), input + " with -Dtowpath.seed=" + SEED);
      }
    }
  }

  private void run(FuzzTarget target, byte[] input, String origin) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      target.run(input.clone());
    } catch (RuntimeException | Error e) {
      fail(origin + ", " + HexFormat.of().formatHex(input), e);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(
        allocated < MOST_MEMORY,
        () -> origin + " allocated " + allocated + ": " + HexFormat.of().formatHex(input));
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated = Arrays.copyOf(bytes, length(bytes.length, random));
    int changes = mutated.length == 0 ? 0 : 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length);
      mutated[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) 0xFF;
            case 2 -> mutated[random.nextInt(mutated.length)];
            default -> (byte) (mutated[at] ^ 1 << random.nextInt(8));
          };
    }
    return mutated;
  }

  private static int length(int length, Random random) {
    return random.nextInt(8) == 0 ? random.nextInt(length + 8) : length;
  }

  private static List<Path> inputs(FuzzTarget target) throws IOException {
    Path directory = Path.of("src/test/resources/fuzz", target.directory());
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
