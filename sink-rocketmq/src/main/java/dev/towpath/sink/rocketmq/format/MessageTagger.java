package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.ChangeEvent;
import dev.towpath.sink.rocketmq.internal.name.Tags;

/**
 * A function from changes to message tags. Called by one thread at a time per sink; a tagger shared
 * by several sinks must be thread-safe.
 */
@FunctionalInterface
public interface MessageTagger {

  /**
   * Returns the tag of the message for a change; empty for none. For a message of several rows it
   * is called with the first row. A tag must not contain {@code |}, blanks or control characters,
   * by which consumers separate tags.
   */
  String tag(ChangeEvent change);

  /** Returns a tagger with the same tag for all messages: canal's {@code rocketmq.tag}. */
  static MessageTagger fixed(String tag) {
    Tags.require(tag);
    return change -> tag;
  }
}
