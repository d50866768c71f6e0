package dev.towpath.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine and the user that this JVM runs as. */
final class Platform {
  private Platform() {}

  /**
   * Returns operating system and processor as the published archives spell them: {@code
   * Linux-amd64}.
   */
  static String name() {
    return System.getProperty("os.name").replace(' ', '_') + "-" + System.getProperty("os.arch");
  }

  static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }

  /** Returns whether a file or directory that this user made belongs to root. */
  static boolean isOwnedByRoot(Path own) {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(own, "unix:uid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
