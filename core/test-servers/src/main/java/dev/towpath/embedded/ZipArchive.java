package dev.towpath.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An unpacker of zip files and jars. */
final class ZipArchive {
  private ZipArchive() {}

  /**
   * Unpacks the files below {@code prefix} whose names from there on are {@code wanted}. Those in
   * directories of programs become executable, which jars do not say.
   */
  static void unpack(Path archive, String prefix, Predicate<String> wanted, Path home)
      throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName();
        if (!name.startsWith(prefix) || entry.isDirectory()) {
          continue;
        }
        String relative = name.substring(prefix.length());
        if (wanted.test(relative)) {
          unpack(zip, entry, within(home, relative));
        }
      }
    }
  }

  private static Path within(Path home, String relative) throws IOException {
    Path file = home.resolve(relative).normalize();
    if (!file.startsWith(home)) {
      throw new IOException("an archive has a file outside of its directory: " + relative);
    }
    return file;
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    Path directory = file.resolveSibling("");
    Files.createDirectories(directory);
    try (InputStream input = zip.getInputStream(entry)) {
      Files.copy(input, file);
    }
    String name = String.valueOf(directory.getFileName());
    if ((name.equals("bin") || name.equals("scripts")) && !file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }
}
