package dev.towpath.internal.sql;

import java.util.StringJoiner;

/** The names of the bits of {@code sql_mode}. */
public final class SqlModes {
  /** From bit 0 on; empty where no server has a name. */
  private static final String[] NAMES = {
    "REAL_AS_FLOAT",
    "PIPES_AS_CONCAT",
    "ANSI_QUOTES",
    "IGNORE_SPACE",
    "",
    "ONLY_FULL_GROUP_BY",
    "NO_UNSIGNED_SUBTRACTION",
    "NO_DIR_IN_CREATE",
    "POSTGRESQL",
    "ORACLE",
    "MSSQL",
    "DB2",
    "MAXDB",
    "NO_KEY_OPTIONS",
    "NO_TABLE_OPTIONS",
    "NO_FIELD_OPTIONS",
    "MYSQL323",
    "MYSQL40",
    "ANSI",
    "NO_AUTO_VALUE_ON_ZERO",
    "NO_BACKSLASH_ESCAPES",
    "STRICT_TRANS_TABLES",
    "STRICT_ALL_TABLES",
    "NO_ZERO_IN_DATE",
    "NO_ZERO_DATE",
    "ALLOW_INVALID_DATES",
    "ERROR_FOR_DIVISION_BY_ZERO",
    "TRADITIONAL",
    "NO_AUTO_CREATE_USER",
    "HIGH_NOT_PRECEDENCE",
    "NO_ENGINE_SUBSTITUTION",
    "PAD_CHAR_TO_FULL_LENGTH",
    "TIME_TRUNCATE_FRACTIONAL"
  };

  private static final int IGNORE_BAD_TABLE_OPTIONS = 4;
  private static final int FIRST_OF_MARIADB = 32;
  private static final String[] NAMES_OF_MARIADB = {
    "EMPTY_STRING_IS_NULL", "SIMULTANEOUS_ASSIGNMENT", "TIME_ROUND_FRACTIONAL"
  };

  private SqlModes() {}

  /** Returns the modes as the server prints them, {@code ANSI_QUOTES,NO_ZERO_DATE}. */
  public static String text(long bits, ServerDialect dialect) {
    var text = new StringJoiner(",");
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if ((bits >>> bit & 1) != 0) {
        String name = name(bit, dialect);
        if (!name.isEmpty()) {
          text.add(name);
        }
      }
    }
    return text.toString();
  }

  private static String name(int bit, ServerDialect dialect) {
    if (dialect.mariaDb() && bit == IGNORE_BAD_TABLE_OPTIONS) {
      return "IGNORE_BAD_TABLE_OPTIONS";
    }
    if (dialect.mariaDb() && bit >= FIRST_OF_MARIADB) {
      int index = bit - FIRST_OF_MARIADB;
      return index < NAMES_OF_MARIADB.length ? NAMES_OF_MARIADB[index] : "";
    }
    return bit < NAMES.length ? NAMES[bit] : "";
  }
}
