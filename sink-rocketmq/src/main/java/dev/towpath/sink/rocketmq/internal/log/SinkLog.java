package dev.towpath.sink.rocketmq.internal.log;

/** The logger of the whole module. README documents its name, which operators configure. */
public final class SinkLog {
  public static final System.Logger LOGGER = System.getLogger("dev.towpath.sink.rocketmq");

  private SinkLog() {}
}
