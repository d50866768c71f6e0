package dev.towpath.ha.zookeeper.fuzz;

import dev.towpath.fuzzing.FuzzTarget;
import java.util.function.Consumer;

/** The fuzz targets of this module. */
@SuppressWarnings("ImmutableEnumChecker") // The functions are references to static methods.
enum FuzzTargets implements FuzzTarget {
  /** {@link CursorFuzz}. */
  CURSOR("cursor", CursorFuzz.class, CursorFuzz::fuzzerTestOneInput),
  /** {@link CanalCursorFuzz}. */
  CANAL_CURSOR("canal-cursor", CanalCursorFuzz.class, CanalCursorFuzz::fuzzerTestOneInput);

  private final String directory;
  private final String className;
  private final Consumer<byte[]> run;

  FuzzTargets(String directory, Class<?> type, Consumer<byte[]> run) {
    this.directory = directory;
    this.className = type.getName();
    this.run = run;
  }

  @Override
  public String directory() {
    return directory;
  }

  @Override
  public String className() {
    return className;
  }

  @Override
  public void run(byte[] input) {
    run.accept(input);
  }
}
