package dev.towpath.internal.binlog.event;

import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.sql.ServerDialect;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the session that executed a statement, from the status variables of its event.
 * Immutable.
 */
public final class StatementContext {
  private static final int NO_FOREIGN_KEY_CHECKS = 0x4000000;
  private static final int RELAXED_UNIQUE_CHECKS = 0x8000000;

  /** MariaDB: {@code OPTION_EXPLICIT_DEF_TIMESTAMP}. */
  private static final int EXPLICIT_TIMESTAMPS = 0x1000000;

  private long threadId;
  private int error;
  private boolean dependsOnConnection;
  private boolean needsDatabase;
  private boolean ddlNumber;
  private boolean hasFlags2;
  private int flags2;
  private long sqlMode;
  private int clientCollation;
  private int connectionCollation;
  private int serverCollation;
  private int databaseCollation;
  private int utf8mb4Collation;
  private int lcTimeNames;
  private int microseconds;
  private @Nullable String timeZone;
  private @Nullable Boolean explicitTimestamps;
  private Map<Integer, Integer> charsetCollations = Map.of();

  private StatementContext() {}

  /** Reads the body of a QUERY event, up to the first unknown variable. */
  public static StatementContext of(BinlogEvent event) {
    var context = new StatementContext();
    context.threadId = Bytes.u32(event.bytes(), event.from());
    context.dependsOnConnection = event.isThreadSpecific();
    context.needsDatabase = !event.suppressesUse();
    var variables = new StatusVariables(event);
    context.error = Bytes.u16(event.bytes(), event.from() + 9);
    while (variables.next()) {
      context.take(variables, event.bytes());
    }
    return context;
  }

  /**
   * Returns the id of the collation of {@code character_set_client}, the character set of a QUERY
   * event's text; 0 when the event does not say.
   */
  public static int clientCollation(BinlogEvent event) {
    var variables = new StatusVariables(event);
    while (variables.next()) {
      if (variables.code() == StatusVariables.CHARSET) {
        return Bytes.u16(event.bytes(), variables.at());
      }
    }
    return 0;
  }

  private void take(StatusVariables variables, byte[] bytes) {
    int at = variables.at();
    switch (variables.code()) {
      case StatusVariables.FLAGS2 -> {
        hasFlags2 = true;
        flags2 = Bytes.i32(bytes, at);
      }
      case StatusVariables.SQL_MODE -> sqlMode = Bytes.i64(bytes, at);
      case StatusVariables.CHARSET -> {
        clientCollation = Bytes.u16(bytes, at);
        connectionCollation = Bytes.u16(bytes, at + 2);
        serverCollation = Bytes.u16(bytes, at + 4);
      }
      case StatusVariables.TIME_ZONE ->
          timeZone = new String(bytes, at + 1, variables.end() - at - 1, StandardCharsets.UTF_8);
      case StatusVariables.LC_TIME_NAMES -> lcTimeNames = Bytes.u16(bytes, at);
      case StatusVariables.CHARSET_DATABASE -> databaseCollation = Bytes.u16(bytes, at);
      case StatusVariables.MICROSECONDS, StatusVariables.HIGH_RESOLUTION_NOW ->
          microseconds = Bytes.u24(bytes, at);
      case StatusVariables.EXPLICIT_DEFAULTS_FOR_TIMESTAMP -> explicitTimestamps = bytes[at] != 0;
      case StatusVariables.DDL_XID -> ddlNumber = true;
      case StatusVariables.COLLATION_FOR_UTF8MB4 -> utf8mb4Collation = Bytes.u16(bytes, at);
      case StatusVariables.CHARACTER_SET_COLLATIONS ->
          charsetCollations = pairs(bytes, at + 1, variables.end());
      default -> {}
    }
  }

  private static Map<Integer, Integer> pairs(byte[] bytes, int from, int to) {
    Map<Integer, Integer> pairs = new TreeMap<>();
    for (int at = from; at < to; at += 4) {
      pairs.put(Bytes.u16(bytes, at), Bytes.u16(bytes, at + 2));
    }
    return Collections.unmodifiableMap(pairs);
  }

  /** Returns the id of the connection that executed the statement where it was first executed. */
  public long threadId() {
    return threadId;
  }

  /**
   * Returns the error with which the statement ended; 0 if it succeeded. Servers log a statement
   * that failed when a part of it was carried out.
   */
  public int error() {
    return error;
  }

  /** Returns whether it uses a temporary table or {@code CONNECTION_ID()}. */
  public boolean dependsOnConnection() {
    return dependsOnConnection;
  }

  /**
   * Returns whether it needs the default database that its event names; CREATE DATABASE does not.
   */
  public boolean needsDatabase() {
    return needsDatabase;
  }

  /**
   * Returns whether it is DDL that was committed with a number of its own, as in MySQL from 8.0 on.
   */
  public boolean hasDdlNumber() {
    return ddlNumber;
  }

  /** Returns the bits of {@code sql_mode}; 0 when it does not say. */
  public long sqlMode() {
    return sqlMode;
  }

  /** Returns the id of a collation of {@code character_set_client}; 0 when it does not say. */
  public int clientCollation() {
    return clientCollation;
  }

  /**
   * Returns the id of {@code collation_connection}, the collation of literals; 0 when it does not
   * say.
   */
  public int connectionCollation() {
    return connectionCollation;
  }

  /**
   * Returns the id of {@code collation_server}, the collation of new databases; 0 when it does not
   * say.
   */
  public int serverCollation() {
    return serverCollation;
  }

  /**
   * Returns the id of {@code collation_database} if it differs from the collation of the database;
   * else 0.
   */
  public int databaseCollation() {
    return databaseCollation;
  }

  /**
   * Returns the id of {@code default_collation_for_utf8mb4}, which exists from MySQL 8.0.11 on;
   * else 0.
   */
  public int utf8mb4Collation() {
    return utf8mb4Collation;
  }

  /** Returns the changed default collations of character sets, by ids; MariaDB only. */
  public Map<Integer, Integer> charsetCollations() {
    return charsetCollations;
  }

  /** Returns {@code time_zone}; null when the statement does not depend on it. */
  public @Nullable String timeZone() {
    return timeZone;
  }

  /** Returns the number of {@code lc_time_names}; 0 for English. */
  public int lcTimeNames() {
    return lcTimeNames;
  }

  /**
   * Returns {@code explicit_defaults_for_timestamp}; null when it does not say. MySQL says it with
   * statements that depend on it, MariaDB with every statement.
   *
   * @param dialect the server that wrote the statement
   */
  public @Nullable Boolean explicitTimestamps(ServerDialect dialect) {
    if (!dialect.mariaDb()) {
      return explicitTimestamps;
    } else if ((flags2 & EXPLICIT_TIMESTAMPS) != 0) {
      return true;
    }
    return hasFlags2 && saysExplicitTimestamps(dialect.version()) ? false : null;
  }

  /** Whether MariaDB writes the bit: {@code deduct_options_written_to_bin_log}. */
  private static boolean saysExplicitTimestamps(int version) {
    int patch = version % 100;
    return switch (version / 100) {
      case 1005 -> patch >= 17;
      case 1006 -> patch >= 9;
      case 1007 -> patch >= 5;
      case 1008 -> patch >= 4;
      case 1009 -> patch >= 2;
      default -> version >= 101_000;
    };
  }

  /** Returns the microseconds of its time, if it needs them. */
  public int microseconds() {
    return microseconds;
  }

  /** Returns {@code foreign_key_checks}. */
  public boolean checksForeignKeys() {
    return (flags2 & NO_FOREIGN_KEY_CHECKS) == 0;
  }

  /** Returns {@code unique_checks}. */
  public boolean checksUniqueKeys() {
    return (flags2 & RELAXED_UNIQUE_CHECKS) == 0;
  }
}
