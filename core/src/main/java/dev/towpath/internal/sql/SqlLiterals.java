package dev.towpath.internal.sql;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names and texts as they are written in statements to a server. */
public final class SqlLiterals {
  private SqlLiterals() {}

  /** Returns the name in backquotes. */
  public static String name(String name) {
    return '`' + name.replace("`", "``") + '`';
  }

  /** Returns the text in hexadecimal, so that no character of it can end the literal. */
  public static String text(String text) {
    return "_utf8mb4 x'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
  }
}
