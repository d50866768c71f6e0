package dev.towpath.storm;

import dev.towpath.ddl.TableImage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a row as a server shows it, and of a column of a row. */
final class RowText {
  private static final Pattern SEPARATOR = Pattern.compile("; ");
  private static final Pattern BYTES = Pattern.compile("\ufffd|[(,]x'");
  private static final Pattern LABELLED_TYPE = Pattern.compile("enum|set");
  private static final int FIRST_FOREIGN = 0x400;
  private static final Pattern LABELLED = Pattern.compile("(?s)(?<= (enum|set))\\(x?'.*");

  private RowText() {}

  /** Returns the text of the only row of a table, or null if it has none. */
  static @Nullable String ofOnlyRow(Statement statement, TableImage table) throws SQLException {
    List<String> shown = new ArrayList<>();
    for (TableImage.Column column : table.columns()) {
      String name = '`' + column.name().replace("`", "``") + '`';
      shown.add(isShown(column.type()) ? "CAST(" + name + " AS CHAR)" : "NULL");
    }
    var text = new StringBuilder(table.name().toString()).append('{');
    try (ResultSet row =
        statement.executeQuery(
            "SELECT " + String.join(", ", shown) + " FROM " + table.name().quoted())) {
      if (!row.next()) {
        return null;
      }
      for (int i = 0; i < table.columns().size(); i++) {
        TableImage.Column column = table.columns().get(i);
        text.append(column(column.name(), column.type(), row.getString(i + 1)));
      }
    }
    return text.append("} key ").append(key(table)).toString();
  }

  private static List<String> key(TableImage table) {
    List<String> key = new ArrayList<>();
    for (String column : table.rowKey()) {
      // The index keeps the name in the letters of the statement that made it.
      key.add(
          table.names().stream()
              .filter(name -> name.equalsIgnoreCase(column))
              .findFirst()
              .orElse(column));
    }
    return key;
  }

  /** Returns the text of a column; what has no text that both sides agree on is left out. */
  static String column(String name, String type, @Nullable String value) {
    return name + ' ' + canonical(type) + (isShown(type) ? '=' + value : "") + "; ";
  }

  /** Tells whether values have a text; ZEROFILL and the exact value of bytes are no part of it. */
  static boolean isShown(String type) {
    return !type.toLowerCase(Locale.ROOT)
        .matches(
            "(?s)(bit|binary|varbinary|tinyblob|blob|mediumblob|longblob|geometry|point|multi|poly|line|geom|vector|uuid|inet|json|float|double).*|.*zerofill");
  }

  /**
   * Compares what a server said with what arrived, column by column. Labels whose bytes are no text
   * are left out: servers show other labels than values there.
   */
  static boolean isSame(String expected, String arrived) {
    if (expected.equals(arrived)) {
      return true;
    }
    List<String> one = List.of(SEPARATOR.split(expected, -1));
    List<String> other = List.of(SEPARATOR.split(arrived, -1));
    boolean isSame = one.size() == other.size();
    for (int i = 0; isSame && i < one.size(); i++) {
      boolean hasNoText = hasNoText(one.get(i)) || hasNoText(other.get(i));
      isSame =
          hasNoText
              ? withoutLabels(one.get(i)).equals(withoutLabels(other.get(i)))
              : one.get(i).equals(other.get(i));
    }
    return isSame;
  }

  /** Tells whether labels may be the bytes of others, in another character set. */
  static boolean hasForeignLabels(String type) {
    return LABELLED_TYPE.matcher(type).lookingAt()
        && type.chars().anyMatch(c -> c >= FIRST_FOREIGN);
  }

  private static boolean hasNoText(String column) {
    return BYTES.matcher(column).find() && LABELLED.matcher(column).find();
  }

  private static String withoutLabels(String column) {
    return LABELLED.matcher(column).replaceFirst("");
  }

  private static String canonical(String type) {
    boolean labelled = type.startsWith("enum(") || type.startsWith("set(");
    return labelled ? type : type.toLowerCase(Locale.ROOT);
  }
}
