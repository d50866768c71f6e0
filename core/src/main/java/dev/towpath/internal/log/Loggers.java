package dev.towpath.internal.log;

/**
 * The loggers of this module. README documents their names, which operators configure. They are
 * named after public packages.
 */
public final class Loggers {
  /** The logger of a pipeline's life: its state, elections, failures, sinks, saved positions. */
  public static final System.Logger PIPELINE = System.getLogger("dev.towpath.pipeline");

  /** The logger of the servers: connections, start positions, replication, purged files. */
  public static final System.Logger SOURCE = System.getLogger("dev.towpath.mysql");

  /** The logger of the data: table definitions, statements, filters, values. */
  public static final System.Logger SCHEMA = System.getLogger("dev.towpath.schema");

  private Loggers() {}
}
