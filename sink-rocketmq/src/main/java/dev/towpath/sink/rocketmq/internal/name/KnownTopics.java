package dev.towpath.sink.rocketmq.internal.name;

import java.util.Set;

/** A router that knows topics in advance. */
public interface KnownTopics {

  /** Returns topics that changes may go to, not necessarily all. */
  Set<String> names();
}
