package dev.towpath.ha.zookeeper;

import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.ha.zookeeper.internal.tree.Settings;
import java.time.Duration;

/** A way to members of the client that users do not see, for tests in other packages. */
public final class Internals {
  private Internals() {}

  /** Returns the objects that everything on the loop of {@code ha} shares. */
  public static Context context(ZooKeeperHa ha) {
    return ha.context();
  }

  /** Returns the settings that {@code builder} has collected. */
  public static Settings settings(ZooKeeperHa.Builder builder) {
    return builder.settings();
  }

  /** Sets when a client object without a server is replaced. */
  public static ZooKeeperHa.Builder stuckAfter(ZooKeeperHa.Builder builder, Duration limit) {
    return builder.stuckAfter(limit);
  }
}
