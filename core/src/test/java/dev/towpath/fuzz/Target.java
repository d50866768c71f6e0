package dev.towpath.fuzz;

import dev.towpath.fuzzing.FuzzTarget;
import java.util.function.Consumer;

/** The targets of this module. */
@SuppressWarnings("ImmutableEnumChecker") // The functions are references to static methods.
enum Target implements FuzzTarget {
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
  POSITION("position", PositionTarget.class, PositionTarget::fuzzerTestOneInput),

  /** {@link StatementTarget}. */
  STATEMENT("statement", StatementTarget.class, StatementTarget::fuzzerTestOneInput);

  private final String directory;
  private final String className;
  private final Consumer<byte[]> run;

  Target(String directory, Class<?> type, Consumer<byte[]> run) {
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

  @Override
  public int mutations() {
    // A packet that claims much has to be received first; small packets stand for all.
    return this == PACKET ? 30 : FuzzTarget.super.mutations();
  }
}
