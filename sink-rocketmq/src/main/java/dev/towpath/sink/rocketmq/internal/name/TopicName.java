package dev.towpath.sink.rocketmq.internal.name;

import java.util.regex.Pattern;

/** The rules for topic names. */
public final class TopicName {
  public static final Pattern NAME = Pattern.compile("[%|a-zA-Z0-9_-]+");

  private static final int MAX_LENGTH = 127;

  /** The topics of RocketMQ itself. It silently accepts messages for some of them. */
  private static final Pattern RESERVED =
      Pattern.compile("TBW102|SCHEDULE_TOPIC_XXXX|(rmq_sys_|%RETRY%|%DLQ%).*");

  private TopicName() {}

  /**
   * Returns the topic if RocketMQ accepts it.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static String require(String topic) {
    if (!NAME.matcher(topic).matches()
        || topic.length() > MAX_LENGTH
        || RESERVED.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "a topic has at most 127 characters of %|a-zA-Z0-9_- and is none of RocketMQ's own: '"
              + topic
              + "'");
    }
    return topic;
  }
}
