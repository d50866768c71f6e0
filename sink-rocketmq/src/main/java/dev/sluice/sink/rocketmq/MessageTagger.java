package dev.sluice.sink.rocketmq;

import dev.sluice.event.ChangeEvent;

/**
 * What decides the tag of a message. Called by one thread at a time per sink; a tagger given to
 * several sinks must be thread-safe.
 */
@FunctionalInterface
public interface MessageTagger {

  /**
   * The tag of the message of a change; of a message of several rows the first one is asked. Empty
   * for none. A tag has no {@code |} and no blanks or control characters, by which consumers
   * separate tags.
   */
  String tag(ChangeEvent change);

  /** The same tag for all messages: canal's {@code rocketmq.tag}. */
  static MessageTagger fixed(String tag) {
    Tags.require(tag);
    return change -> tag;
  }
}
