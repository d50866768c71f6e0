package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of the published archives of all platforms: each is unpacked, and has a server for its
 * platform where the launcher looks for it. None is run.
 */
class ArchivesIT {
  private final Path home;

  ArchivesIT(@TempDir Path directory) throws IOException {
    home = Files.createDirectory(directory.resolve("home"));
  }

  @ParameterizedTest
  @CsvSource({
    "MYSQL_8_0, LINUX_X86_64",
    "MYSQL_8_0, MACOS_X86_64",
    "MYSQL_5_7, LINUX_X86_64",
    "MYSQL_5_7, MACOS_X86_64",
    "MARIADB_11_4, MACOS_ARM_64"
  })
  void archiveHasAServerOfItsPlatform(MySqlVersion version, Platform platform) throws IOException {
    assertServer(version.product(platform), platform);
  }

  /** The archives that take long to download. */
  @Tag("servers")
  @ParameterizedTest
  @CsvSource({
    "MYSQL_8_0, LINUX_ARM_64",
    "MYSQL_8_0, MACOS_ARM_64",
    "MYSQL_9, LINUX_X86_64",
    "MYSQL_9, LINUX_ARM_64",
    "MARIADB_11_4, LINUX_X86_64"
  })
  void largeArchiveHasAServerOfItsPlatform(MySqlVersion version, Platform platform)
      throws IOException {
    assertServer(version.product(platform), platform);
  }

  private void assertServer(DatabaseProduct product, Platform platform) throws IOException {
    product.unpack(home);

    Path server = home.resolve(product.executable());
    assertTrue(Files.isExecutable(server), server::toString);
    assertEquals(header(platform), headerOf(server, platform));
    assertFile(product.messages() + "/english/errmsg.sys");
    if (product instanceof MariaDbProduct) {
      assertFile("scripts/mariadb-install-db");
      assertFile(product.messages() + "/mariadb_system_tables.sql");
    }
    if (product instanceof MySqlZipProduct) {
      assertFalse(Files.exists(home.resolve("bin/mysqld-debug")));
    }
    if (product instanceof DebianMySqlProduct debian) {
      assertTrue(Files.isExecutable(home.resolve(debian.loader())));
    }
  }

  private void assertFile(String name) {
    assertTrue(Files.isRegularFile(home.resolve(name)), name);
  }

  /** Returns how a program for the platform begins: format, width and order, and the processor. */
  private static String header(Platform platform) {
    return switch (platform) {
      case LINUX_X86_64 -> "7f454c460201 3e00";
      case LINUX_ARM_64 -> "7f454c460201 b700";
      case MACOS_X86_64 -> "cffaedfe 07000001";
      case MACOS_ARM_64 -> "cffaedfe 0c000001";
    };
  }

  private static String headerOf(Path program, Platform platform) throws IOException {
    byte[] bytes = new byte[20];
    try (DataInputStream input = new DataInputStream(Files.newInputStream(program))) {
      input.readFully(bytes);
    }
    HexFormat hex = HexFormat.of();
    return platform.isLinux()
        ? hex.formatHex(bytes, 0, 6) + " " + hex.formatHex(bytes, 18, 20)
        : hex.formatHex(bytes, 0, 4) + " " + hex.formatHex(bytes, 4, 8);
  }
}
