package dev.sluice.fuzz;

import java.util.function.Consumer;

/** All targets. */
@SuppressWarnings("ImmutableEnumChecker") // The functions are references to static methods.
enum Target {
  /** {@link PacketTarget}. */
  PACKET("packet", PacketTarget.class, PacketTarget::fuzzerTestOneInput),
  /** {@link QueryResultTarget}. */
  QUERY_RESULT("query-result", QueryResultTarget.class, QueryResultTarget::fuzzerTestOneInput),
  /** {@link StreamTarget}. */
  STREAM("stream", StreamTarget.class, StreamTarget::fuzzerTestOneInput),
  /** {@link RowsTarget}. */
  ROWS("rows", RowsTarget.class, RowsTarget::fuzzerTestOneInput),
  /** {@link JsonTarget}. */
  JSON("json", JsonTarget.class, JsonTarget::fuzzerTestOneInput),
  /** {@link GtidTarget}. */
  GTID("gtid", GtidTarget.class, GtidTarget::fuzzerTestOneInput),
  /** {@link FilterTarget}. */
  FILTER("filter", FilterTarget.class, FilterTarget::fuzzerTestOneInput),
  /** {@link PositionTarget}. */
  POSITION("position", PositionTarget.class, PositionTarget::fuzzerTestOneInput);

  private final String directory;
  private final String className;
  private final Consumer<byte[]> run;

  Target(String directory, Class<?> type, Consumer<byte[]> run) {
    this.directory = directory;
    this.className = type.getName();
    this.run = run;
  }

  /** The directory of its inputs, within that of the corpus. */
  String directory() {
    return directory;
  }

  /** The name of its class. */
  String className() {
    return className;
  }

  /** Throws if the input breaks what always holds. */
  void run(byte[] input) {
    run.accept(input);
  }
}
