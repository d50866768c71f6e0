package dev.towpath.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NativeLibrariesTest {
  @Test
  void messageNamesTheMissingLibrariesAndThePackagesToInstall() {
    TreeSet<String> libraries = new TreeSet<>(List.of("libnuma.so.1", "libaio.so.1"));

    ServerException failure = NativeLibraries.unmet(libraries, "no network:\n  timed out");

    assertEquals(
        "the database server needs libaio.so.1, libnuma.so.1 (no network: timed out); install"
            + " them: apt-get install libaio1t64 (or libaio1) libnuma1,"
            + " dnf or yum install libaio numactl-libs",
        failure.getMessage());
  }
}
