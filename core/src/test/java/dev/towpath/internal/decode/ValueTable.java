package dev.towpath.internal.decode;

import java.util.List;

/**
 * A table of values to send through the binlog and back.
 *
 * @param name the name
 * @param columns the definitions of its columns other than {@code id}
 * @param rows the values of these columns, as in {@code VALUES (…)}
 */
public record ValueTable(String name, List<String> columns, List<String> rows) {

  String create() {
    return "CREATE TABLE "
        + name
        + " (id INT NOT NULL PRIMARY KEY, "
        + String.join(", ", columns)
        + ')';
  }

  @Override
  public String toString() {
    return name;
  }
}
