package dev.towpath.ha.zookeeper.internal.session;

import dev.towpath.ha.zookeeper.internal.loop.Loop;
import dev.towpath.ha.zookeeper.internal.loop.PendingResults;
import dev.towpath.ha.zookeeper.internal.loop.Ticker;
import dev.towpath.ha.zookeeper.internal.tree.Parents;
import dev.towpath.ha.zookeeper.internal.tree.Paths;
import dev.towpath.ha.zookeeper.internal.tree.Settings;

/** The objects shared by everything that is confined to the loop. */
public record Context(
    Settings settings,
    Loop loop,
    Ticker ticker,
    EnsembleSession session,
    Problems problems,
    Parents parents,
    PendingResults results) {

  public Paths paths() {
    return settings.paths();
  }
}
