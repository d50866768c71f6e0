package dev.towpath.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An operating system with a processor for which servers are published. */
enum Platform {
  LINUX_X86_64("Linux on x86-64", "/lib64/ld-linux-x86-64.so.2"),
  LINUX_ARM_64("Linux on ARM", "/lib/ld-linux-aarch64.so.1"),
  MACOS_X86_64("macOS on x86-64", null),
  MACOS_ARM_64("macOS on ARM", null);

  private final String words;
  private final @Nullable String loader;

  Platform(String words, @Nullable String loader) {
    this.words = words;
    this.loader = loader;
  }

  /** Returns the platform that this JVM runs on. */
  static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** Returns the platform with these names in the properties of a JVM. */
  static Platform of(String system, String processor) {
    boolean isArm = processor.equals("aarch64");
    boolean isKnown = isArm || processor.equals("amd64") || processor.equals("x86_64");
    if (isKnown && system.equals("Linux")) {
      return isArm ? LINUX_ARM_64 : LINUX_X86_64;
    }
    if (isKnown && system.equals("Mac OS X")) {
      return isArm ? MACOS_ARM_64 : MACOS_X86_64;
    }
    throw new ServerException(
        "servers are started on Linux and macOS, on x86-64 and 64-bit ARM only, and this is "
            + system
            + " on "
            + processor
            + ": run the test there, or on a server that you start yourself");
  }

  boolean isLinux() {
    return loader != null;
  }

  /**
   * Throws unless this machine has the loader of programs that were built with glibc, which is all
   * that the published ones for Linux are.
   */
  void requireLoader() {
    if (loader != null && !Files.exists(Path.of(loader))) {
      throw new ServerException(
          "the database server needs glibc, and this machine has no "
              + loader
              + " (Alpine has musl instead): run the test on a system with glibc");
    }
  }

  /** Returns the name of a directory for this platform, as {@code linux-arm-64}. */
  String directoryName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the name in messages. */
  @Override
  public String toString() {
    return words;
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
