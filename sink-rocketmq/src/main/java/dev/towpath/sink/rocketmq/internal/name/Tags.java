package dev.towpath.sink.rocketmq.internal.name;

/** The rules for message tags. */
public final class Tags {

  private Tags() {}

  /**
   * Returns the tag if consumers can subscribe to it.
   *
   * @throws IllegalArgumentException if they cannot
   */
  public static String require(String tag) {
    if (tag.isEmpty()) {
      return tag;
    }
    if (tag.chars().anyMatch(c -> c <= ' ' || c == '|' || c == 0x7f) || tag.length() > 255) {
      throw new IllegalArgumentException(
          "a tag has at most 255 characters and no |, blanks or control characters: '" + tag + "'");
    }
    return tag;
  }
}
