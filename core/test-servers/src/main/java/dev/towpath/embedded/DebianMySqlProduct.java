package dev.towpath.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The MySQL of Debian's unstable distribution, unpacked with all libraries it needs, down to the
 * loader. It runs on any release of Debian, and is not installed.
 */
record DebianMySqlProduct() implements DatabaseProduct {
  private static final List<String> PACKAGES = List.of("mysql-server-core");

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
    if (!Platform.name().equals("Linux-amd64") || !Commands.areInstalled("apt-get", "dpkg-deb")) {
      throw new ServerException(
          "this MySQL is taken from Debian, with apt-get and dpkg-deb, for Linux-amd64; this"
              + " machine is "
              + Platform.name()
              + (Platform.isLinux() ? ", perhaps without these programs" : ""));
    }
    try (TemporaryDirectory work = TemporaryDirectory.create("towpath-apt-")) {
      AptDownload.ofSuite(work.path(), "sid").unpackAll(PACKAGES, home);
    }
    // Other packages that they depend on, above all perl.
    for (String unused : List.of("usr/share/doc", "usr/share/man", "usr/share/perl")) {
      Directories.delete(home.resolve(unused));
    }
  }

  @Override
  public List<String> program(Path home) {
    return List.of(
        home.resolve("usr/lib64/ld-linux-x86-64.so.2").toString(),
        "--library-path",
        home.resolve("usr/lib/x86_64-linux-gnu").toString(),
        home.resolve(executable()).toString());
  }

  @Override
  public boolean bringsItsLibraries() {
    return true;
  }

  @Override
  public List<String> options(Path home) {
    List<String> options = new ArrayList<>(MySqlProduct.OPTIONS);
    options.add("--lc-messages-dir=" + home.resolve("usr/share/mysql"));
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
