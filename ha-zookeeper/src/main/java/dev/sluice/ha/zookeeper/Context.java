package dev.sluice.ha.zookeeper;

/** What everything that is confined to the loop has in common. */
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
