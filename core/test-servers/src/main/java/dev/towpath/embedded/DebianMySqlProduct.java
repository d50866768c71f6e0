package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The MySQL of Debian's unstable distribution, unpacked with all libraries it needs, down to the
 * loader. It runs on any release of Debian, and is not installed.
 */
record DebianMySqlProduct(Platform platform) implements DatabaseProduct {
  private static final List<String> PACKAGES = List.of("mysql-server-core");

  /** Returns the first part of the version, which goes on as the distribution does. */
  @Override
  public String number() {
    return "9";
  }

  @Override
  public String messages() {
    return "usr/share/mysql";
  }

  @Override
  public String executable() {
    return "usr/sbin/mysqld";
  }

  @Override
  public boolean isObtainable() {
    return Boolean.getBoolean("towpath.debian");
  }

  @Override
  public void unpack(Path home) throws IOException {
    if (!Commands.areInstalled("apt-get", "dpkg-deb")) {
      throw new ServerException(
          "this MySQL is taken from Debian with apt-get and dpkg-deb, and this machine does not have"
              + " them: run the test on Debian or one of its relatives, or take MYSQL_8_0");
    }
    try (TemporaryDirectory work = TemporaryDirectory.create("towpath-apt-")) {
      AptDownload.ofSuite(work.path(), "sid", isArm() ? "arm64" : "amd64")
          .unpackAll(PACKAGES, home);
    }
    // Other packages that they depend on, above all perl.
    for (String unused : List.of("usr/share/doc", "usr/share/man", "usr/share/perl")) {
      Directories.delete(home.resolve(unused));
    }
  }

  @Override
  public List<String> program(Path home) {
    return List.of(
        home.resolve(loader()).toString(),
        "--library-path",
        home.resolve(isArm() ? "usr/lib/aarch64-linux-gnu" : "usr/lib/x86_64-linux-gnu").toString(),
        home.resolve(executable()).toString());
  }

  /** Returns the loader of programs, relative to the server's home. */
  String loader() {
    return isArm() ? "usr/lib/ld-linux-aarch64.so.1" : "usr/lib64/ld-linux-x86-64.so.2";
  }

  private boolean isArm() {
    return platform == Platform.LINUX_ARM_64;
  }

  @Override
  public boolean bringsItsLibraries() {
    return true;
  }

  @Override
  public List<String> options(Path home) {
    List<String> options = new ArrayList<>(MySqlProduct.OPTIONS);
    options.add("--character-sets-dir=" + home.resolve("usr/share/mysql/charsets"));
    options.add("--plugin-dir=" + home.resolve("usr/lib/mysql/plugin"));
    return options;
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
