package dev.towpath.ha.zookeeper;

/** The objects shared by everything that is confined to the loop. */
record Context(
    Settings settings,
    Loop loop,
    Ticker ticker,
    Session session,
    Problems problems,
    Parents parents,
    PendingResults results) {

  Paths paths() {
    return settings.paths();
  }
}
