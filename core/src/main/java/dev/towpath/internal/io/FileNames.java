package dev.towpath.internal.io;

import java.nio.charset.StandardCharsets;

/** File names for pipelines. */
public final class FileNames {
  /** The most characters a name may have. */
  public static final int LONGEST = 200;

  private FileNames() {}

  /**
   * Returns a file name that no other pipeline has: lower-case letters, digits, {@code -} and
   * {@code _} stand for themselves, every other character takes three characters for each byte of
   * its UTF-8 form.
   *
   * @throws UnusablePathException if it would be empty or too long
   */
  public static String of(String pipeline) throws UnusablePathException {
    var name = new StringBuilder();
    for (byte b : pipeline.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
      name.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    if (name.isEmpty() || name.length() > LONGEST) {
      throw new UnusablePathException(
          "the name '%s' cannot be a file name: its encoded form has %d characters, not 1 to %d; rename the pipeline"
              .formatted(pipeline, name.length(), LONGEST),
          null);
    }
    return name.toString();
  }
}
