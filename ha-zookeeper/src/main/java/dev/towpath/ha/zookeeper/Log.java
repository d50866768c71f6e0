package dev.towpath.ha.zookeeper;

/** The logger of the whole module. README documents its name, which operators configure. */
final class Log {
  static final System.Logger LOGGER = System.getLogger("dev.towpath.ha.zookeeper");

  private Log() {}
}
