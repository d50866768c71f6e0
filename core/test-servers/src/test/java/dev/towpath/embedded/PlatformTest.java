package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, LINUX_X86_64",
    "Linux, aarch64, LINUX_ARM_64",
    "Mac OS X, x86_64, MACOS_X86_64",
    "Mac OS X, aarch64, MACOS_ARM_64"
  })
  void aPlatformIsKnownByTheNamesOfItsJvm(String system, String processor, Platform platform) {
    assertEquals(platform, Platform.of(system, processor));
  }

  @ParameterizedTest
  @CsvSource({"Windows 11, amd64", "Linux, riscv64", "FreeBSD, aarch64"})
  void anyOtherPlatformIsRefusedWithWhatToDo(String system, String processor) {
    ServerException refused =
        assertThrows(ServerException.class, () -> Platform.of(system, processor));

    assertEquals(
        "servers are started on Linux and macOS, on x86-64 and 64-bit ARM only, and this is "
            + system
            + " on "
            + processor
            + ": run the test there, or on a server that you start yourself",
        refused.getMessage());
  }

  @Test
  void aServerThatIsNotPublishedForAPlatformIsRefusedWithAnother() {
    ServerException refused =
        assertThrows(
            ServerException.class, () -> MySqlVersion.MARIADB_11_4.product(Platform.LINUX_ARM_64));

    assertEquals(
        "MARIADB_11_4 is not published for Linux on ARM: take MYSQL_8_0, or run the test on Linux"
            + " on x86-64",
        refused.getMessage());
  }

  @Test
  void aMissingArchiveIsNamedWithTheCommandThatGetsIt() {
    ServerArchive zip = ServerArchive.zip("org.example", "server", "1.0", "linux-aarch64");
    ServerArchive jar = ServerArchive.jar("org.example", "server", "1.0");

    assertMissing(
        zip,
        "server-1.0-linux-aarch64.zip",
        ": run mvn dependency:copy -Dartifact=org.example:server:1.0:zip:linux-aarch64"
            + " -DoutputDirectory=target/servers");
    assertMissing(
        jar,
        "server-1.0.jar",
        ": add it as a dependency of scope test, or run mvn dependency:copy"
            + " -Dartifact=org.example:server:1.0:jar -DoutputDirectory=target/servers");
  }

  private static void assertMissing(ServerArchive archive, String file, String remedy) {
    String message =
        String.valueOf(assertThrows(ServerException.class, archive::file).getMessage());

    assertTrue(message.contains("/target/servers/" + file), message);
    assertTrue(message.endsWith(remedy), message);
  }
}
