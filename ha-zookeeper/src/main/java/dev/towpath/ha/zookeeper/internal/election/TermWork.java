package dev.towpath.ha.zookeeper.internal.election;

import dev.towpath.ha.zookeeper.internal.session.Context;

/** Work that an instance does during one term of its own. Confined to the loop. */
public interface TermWork {

  /** Continues after a reconnection. */
  void resume();

  /** Fails everything that is not done, because the term is over. */
  void termEnded();

  /** A factory of the work of a term that begins. */
  @FunctionalInterface
  interface Factory {
    TermWork begin(ZooKeeperLease lease, Context context);
  }
}
