package dev.towpath.sink.rocketmq.internal.text;

import java.nio.charset.StandardCharsets;

/** The conversion of strings to ones that UTF-8 can carry. */
public final class WellFormed {

  private WellFormed() {}

  /**
   * Returns the text with each unpaired surrogate replaced by a question mark, as {@link
   * String#getBytes} does; almost always the text itself. A {@code ucs2} column can hold such
   * surrogates, UTF-8 cannot.
   */
  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return text;
  }
}
