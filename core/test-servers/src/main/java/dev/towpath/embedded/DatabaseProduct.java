package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A database product: the differences between MySQL and MariaDB, from the archive to a running
 * server.
 */
interface DatabaseProduct {
  /** Returns the version, as the server's {@code version()} begins. */
  String number();

  /** Returns the directory with the server's messages, relative to its home. */
  default String messages() {
    return "share";
  }

  /** Returns the server program, relative to its home. */
  String executable();

  /** Returns whether the server can be unpacked on this machine. */
  boolean isObtainable();

  /** Unpacks the server into {@code home}. */
  void unpack(Path home) throws IOException;

  /** Returns the beginning of a command line that runs the server program. */
  default List<String> program(Path home) {
    return List.of(home.resolve(executable()).toString());
  }

  /** Returns whether no library of the system is needed. */
  default boolean bringsItsLibraries() {
    return false;
  }

  /** Returns options that every run of the server needs, also the first. */
  List<String> options(Path home);

  /**
   * Returns a command line that fills the data directory of {@code server}, which is empty, so that
   * root may log in from 127.0.0.1 without a password.
   */
  List<String> initialisation(Path home, List<String> server) throws IOException;

  /** Returns options that give transactions strict GTIDs. */
  List<String> gtidOptions();
}
