package dev.sluice.sink.rocketmq.internal.route;

import java.util.regex.Pattern;

/** The names that a topic may have. */
public final class TopicName {
  public static final Pattern NAME = Pattern.compile("[%|a-zA-Z0-9_-]+");

  private static final int MAX_LENGTH = 127;

  /** Topics of RocketMQ itself, which takes messages for some of them without a word. */
  private static final Pattern RESERVED =
      Pattern.compile("TBW102|SCHEDULE_TOPIC_XXXX|(rmq_sys_|%RETRY%|%DLQ%).*");

  private TopicName() {}

  /**
   * The topic, if RocketMQ takes it as one.
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
