package dev.sluice.sink.rocketmq.internal.route;

import java.util.Set;

/** A router that can name topics before it is asked. */
public interface KnownTopics {

  /** Topics that changes may go to, not necessarily all. */
  Set<String> names();
}
