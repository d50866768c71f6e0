package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** MySQL, from a complete distribution for one platform. */
record MySqlZipProduct(String number, ServerArchive archive) implements DatabaseProduct {
  private static final Pattern WANTED =
      Pattern.compile(
          "bin/mysqld|bin/[^/]+\\.dylib|share/.*|lib/(?!mecab/|plugin/debug/).*(?<!\\.a)");

  @Override
  public String executable() {
    return "bin/mysqld";
  }

  @Override
  public boolean isObtainable() {
    return archive.find().isPresent();
  }

  /** Unpacks a third of it: no clients, and nothing for debugging. */
  @Override
  public void unpack(Path home) throws IOException {
    ZipArchive.unpack(archive.file(), "", WANTED.asMatchPredicate(), home);
  }

  @Override
  public List<String> options(Path home) {
    return MySqlProduct.OPTIONS;
  }

  @Override
  public List<String> initialisation(Path home, List<String> server) throws IOException {
    return MySqlProduct.initialise(home, server);
  }

  @Override
  public List<String> gtidOptions() {
    return MySqlProduct.GTID_OPTIONS;
  }
}
