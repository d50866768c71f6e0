package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What differs between MySQL and MariaDB, from the archive to a running server. */
interface DatabaseProduct {
  /** The server program, relative to its home. */
  String executable();

  /** Unpacks the server in {@code jar} into {@code home}. */
  void unpack(Path jar, Path home) throws IOException;

  /** Options that every run of the server needs, also the first. */
  List<String> options();

  /**
   * Returns a command line that fills the data directory of {@code server}, which is empty, so that
   * root may log in from 127.0.0.1 without a password.
   */
  List<String> initialisation(Path home, List<String> server) throws IOException;

  /** Options that give transactions strict GTIDs. */
  List<String> gtidOptions();
}
