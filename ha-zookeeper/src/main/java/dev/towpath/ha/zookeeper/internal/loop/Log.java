package dev.towpath.ha.zookeeper.internal.loop;

/** The logger of the whole module. README documents its name, which operators configure. */
public final class Log {
  public static final System.Logger LOGGER = System.getLogger("dev.towpath.ha.zookeeper");

  private Log() {}
}
