package dev.towpath.internal.schema;

import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.decode.table.ColumnDefinition;
import dev.towpath.internal.decode.text.Charsets;
import dev.towpath.internal.decode.type.DataType;
import dev.towpath.internal.decode.type.TypeText;
import dev.towpath.internal.sql.ColumnSpec;
import dev.towpath.internal.sql.DeclaredType;
import dev.towpath.internal.sql.ServerDialect;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a server makes columns of declarations: the type and character set under which
 * {@code information_schema.COLUMNS} shows them. Immutable.
 */
final class TypeRules {
  private static final String BINARY = "binary";
  private static final String UTF_8 = "utf8mb4";
  private static final int LAST_WITH_DEFAULT_FOR_ZERO = 80_012;
  private static final int FIRST_WITH_TINY_FOR_ZERO = 90_000;
  private static final int FIRST_WITH_UTF8MB3 = 80_028;
  private static final int FIRST_MARIADB_WITH_UTF8MB3 = 100_600;
  private static final Pattern TRAILING_BLANKS = Pattern.compile(" +\\z");

  private final ServerDialect dialect;
  private final boolean utf8IsUtf8mb4;
  private final long sqlMode;
  private final String literals;
  private final @Nullable Boolean explicitTimestamps;

  /**
   * The rules of a session without any bit of {@code sql_mode}.
   *
   * @param utf8IsUtf8mb4 whether {@code utf8} is {@code utf8mb4}, which MariaDB's {@code old_mode}
   *     decides from 10.6 on
   */
  TypeRules(ServerDialect dialect, boolean utf8IsUtf8mb4) {
    this(dialect, utf8IsUtf8mb4, 0, UTF_8, null);
  }

  private TypeRules(
      ServerDialect dialect,
      boolean utf8IsUtf8mb4,
      long sqlMode,
      String literals,
      @Nullable Boolean explicitTimestamps) {
    this.dialect = dialect;
    this.utf8IsUtf8mb4 = utf8IsUtf8mb4;
    this.sqlMode = sqlMode;
    this.literals = literals;
    this.explicitTimestamps = explicitTimestamps;
  }

  /** Whether the server is MariaDB. */
  boolean isOfMariaDb() {
    return dialect.mariaDb();
  }

  /**
   * The rules of a session, for names that mean different types by {@code sql_mode}.
   *
   * @param mode the bits of {@code sql_mode} in the binlog
   */
  TypeRules inMode(long mode) {
    return mode == sqlMode
        ? this
        : new TypeRules(dialect, utf8IsUtf8mb4, mode, literals, explicitTimestamps);
  }

  /**
   * The rules of a session, for labels: servers convert literals to the character set of {@code
   * collation_connection} before they convert them to the column's character set.
   *
   * @param charset null if it is unknown, or UTF-8
   */
  TypeRules literalsIn(@Nullable String charset) {
    // A session without a character set sends text as it is stored, which is UTF-8.
    String meant = charset == null || charset.equals(BINARY) ? UTF_8 : charset;
    return meant.equals(literals)
        ? this
        : new TypeRules(dialect, utf8IsUtf8mb4, sqlMode, meant, explicitTimestamps);
  }

  /**
   * The rules of a session, for columns of type TIMESTAMP that are declared neither NULL nor NOT
   * NULL: they may be NULL if the session has {@code explicit_defaults_for_timestamp}.
   *
   * @param explicit null if unknown
   */
  TypeRules explicitTimestamps(@Nullable Boolean explicit) {
    return Objects.equals(explicit, explicitTimestamps)
        ? this
        : new TypeRules(dialect, utf8IsUtf8mb4, sqlMode, literals, explicit);
  }

  /**
   * The character set that a statement means. The binlog does not tell the session's {@code
   * old_mode}; the server's own is assumed, and table maps are compared with what it makes.
   */
  @Nullable String meant(@Nullable String charset) {
    return "utf8".equals(charset) && hasOldMode() ? utf8IsUtf8mb4 ? "utf8mb4" : "utf8mb3" : charset;
  }

  private boolean hasOldMode() {
    return dialect.mariaDb() && dialect.version() >= FIRST_MARIADB_WITH_UTF8MB3;
  }

  /**
   * The column that a declaration makes.
   *
   * @param tableCharset of columns that name none; null if unknown
   */
  ColumnDefinition column(ColumnSpec spec, @Nullable String tableCharset)
      throws UnsupportedDdlException {
    // It makes texts of bytes, like a collation that names a character set.
    boolean isOfTable = spec.is(ColumnSpec.Trait.COLLATION_OF_TABLE);
    DeclaredType written = spec.type().in(isOfTable ? tableCharset : meant(spec.type().charset()));
    DataType.Meaning meaning =
        DataType.named(written.name(), !written.arguments().isEmpty(), dialect.mariaDb(), sqlMode);
    if (meaning == null) {
      throw new UnsupportedDdlException("its type " + written.name() + " is not known");
    }
    DeclaredType named = meaning.name().applyTo(written, meaning.type());
    DataType type = madeText(meaning.type(), named).orElse(meaning.type());
    DeclaredType declared = type == meaning.type() ? named : named.named(type.lowerCaseName());
    requireClearLength(type, declared);
    if (!(isOfTable && tableCharset == null) && !type.isText() && !type.isLabelled()) {
      return definition(spec.name(), type.declared(declared, dialect, 1), null)
          .nullable(type == DataType.TIMESTAMP ? mayBeNull(spec) : null);
    }
    String charset = declared.charset() == null ? tableCharset : declared.charset();
    if (charset == null) {
      throw new UnsupportedDdlException(
          "column %s takes the character set of its database, which is not known"
              .formatted(spec.name()));
    }
    if (type.isLabelled()) {
      requireClearLabels(spec.type(), charset);
      return labelled(spec.name(), type, declared, charset);
    }
    if (charset.equals(BINARY)) {
      DataType bytes = type.inSameForm(true).orElseThrow();
      String text = bytes.declared(declared.named(bytes.lowerCaseName()), dialect, 1);
      return definition(spec.name(), text, null);
    }
    return definition(
        spec.name(), type.declared(declared, dialect, maxBytes(charset)), printed(charset));
  }

  /**
   * The type that the server gives a column of bytes: MariaDB accepts a collation of another
   * character set after BINARY, VARBINARY and the BLOB types, and stores characters.
   */
  private Optional<DataType> madeText(DataType type, DeclaredType declared) {
    String charset = declared.charset();
    boolean isMade =
        dialect.mariaDb()
            && charset != null
            && !charset.equals(BINARY)
            && declared.name().equals(type.lowerCaseName());
    return isMade ? type.inSameForm(false) : Optional.empty();
  }

  /** Whether a column of type TIMESTAMP may be NULL that is not declared NOT NULL. */
  private @Nullable Boolean mayBeNull(ColumnSpec spec) {
    if (spec.is(ColumnSpec.Trait.ROW_START) || spec.is(ColumnSpec.Trait.ROW_END)) {
      return false;
    }
    boolean isGenerated = spec.is(ColumnSpec.Trait.VIRTUAL) || spec.is(ColumnSpec.Trait.STORED);
    if (isGenerated && !Boolean.TRUE.equals(explicitTimestamps)) {
      // Servers differ: MySQL 5.7 lets not even those be NULL that say so, MariaDB all.
      return null;
    }
    return spec.is(ColumnSpec.Trait.NULL) ? Boolean.TRUE : explicitTimestamps;
  }

  /** Refuses a length of zero where the server's version decides what it means. */
  private void requireClearLength(DataType type, DeclaredType declared)
      throws UnsupportedDdlException {
    boolean isZero = declared.arguments().size() == 1 && declared.length(0) == 0;
    if (!isZero || dialect.mariaDb() || (type != DataType.TEXT && type != DataType.BLOB)) {
      return;
    }
    int version = dialect.version();
    if (version > LAST_WITH_DEFAULT_FOR_ZERO && version < FIRST_WITH_TINY_FOR_ZERO) {
      throw new UnsupportedDdlException(
          "MySQL %d does not tell the size of %s(0)".formatted(version, type.lowerCaseName()));
    }
  }

  /** Refuses labels that only one meaning of {@code utf8} can hold. */
  private void requireClearLabels(DeclaredType written, String charset)
      throws UnsupportedDdlException {
    String own = written.charset();
    boolean isUnclear = "utf8".equals(own) || (own == null && charset.equals("utf8mb3"));
    boolean isWide =
        written.labels().stream()
            .anyMatch(label -> label.codePoints().anyMatch(Character::isSupplementaryCodePoint));
    if (hasOldMode() && isUnclear && isWide) {
      throw new UnsupportedDdlException(
          "whether utf8 holds its labels depends on old_mode, which the binlog does not tell");
    }
  }

  private ColumnDefinition labelled(
      String name, DataType type, DeclaredType declared, String charset)
      throws UnsupportedDdlException {
    List<String> labels = new ArrayList<>();
    for (String label : declared.labels()) {
      boolean isOfBytes = declared.labelsOfBytes().contains(labels.size());
      labels.add(isOfBytes ? ofBytes(label, charset) : stored(label, charset));
    }
    String text = type.declared(declared.labelled(labels), dialect, 1);
    boolean isShown = !charset.equals(BINARY) || dialect.mariaDb() || isMySql57();
    return definition(name, text, isShown ? printed(charset) : null);
  }

  /** A label as the server keeps it: without blanks at its end, other characters replaced. */
  private String stored(String label, String charset) throws UnsupportedDdlException {
    if (label.indexOf('\0') >= 0 && isMySql57()) {
      throw new UnsupportedDdlException("MySQL 5.7 cuts a label that has a NUL");
    }
    String literal = storable(label, literals);
    if (charset.equals(BINARY)) {
      // Without a character set labels are the bytes that the session sent.
      return reinterpreted(literal, literals, UTF_8);
    }
    return TRAILING_BLANKS.matcher(storable(literal, charset)).replaceFirst("");
  }

  /**
   * A label that is given as bytes, as the server keeps it: without blanks at its end, and with
   * zeros before the first character where that has too few bytes. Measured on all servers.
   *
   * @param bytes a character for each byte
   */
  private String ofBytes(String bytes, String charset) throws UnsupportedDdlException {
    String meant = charset.equals(BINARY) ? "ascii" : charset;
    String text = Charsets.text(meant, bytes.getBytes(StandardCharsets.ISO_8859_1));
    if (text == null || (text.indexOf('\0') >= 0 && isMySql57())) {
      throw new UnsupportedDdlException(
          "it is not known what the bytes of a label, %s, are in %s"
              .formatted(
                  HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1)), charset));
    }
    return charset.equals(BINARY) ? text : TRAILING_BLANKS.matcher(text).replaceFirst("");
  }

  private static String storable(String label, String charset) throws UnsupportedDdlException {
    String known = Charsets.storable(label, charset);
    if (known == null) {
      throw new UnsupportedDdlException(
          "it is not known what %s makes of the label %s".formatted(charset, label));
    }
    return known;
  }

  private boolean isMySql57() {
    return !dialect.mariaDb() && dialect.version() < 80_000;
  }

  private static ColumnDefinition definition(String name, String type, @Nullable String charset) {
    // A statement does not always say whether NULL is allowed, but every table map does.
    return new ColumnDefinition(name, type, charset, null, true);
  }

  /** The name under which the server shows a character set. */
  private String printed(String charset) {
    boolean isLong =
        dialect.version() >= (dialect.mariaDb() ? FIRST_MARIADB_WITH_UTF8MB3 : FIRST_WITH_UTF8MB3);
    return switch (charset) {
      case "utf8", "utf8mb3" -> isLong ? "utf8mb3" : "utf8";
      default -> charset;
    };
  }

  static int maxBytes(String charset) throws UnsupportedDdlException {
    try {
      return Charsets.maxBytes(charset);
    } catch (DecodeException e) {
      throw new UnsupportedDdlException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The type of a column after CONVERT TO: texts grow to hold as many characters as before, and the
   * bytes of labels become characters of the other set, U+FFFD where they are none.
   */
  ColumnDefinition converted(ColumnDefinition column, String charset)
      throws UnsupportedDdlException {
    String before = column.charset();
    if (before == null || before.equals(BINARY)) {
      return column;
    }
    boolean toBytes = charset.equals(BINARY);
    TypeText type = TypeText.parse(column.columnType());
    DataType data = DataType.printed(type.name());
    if (data != null && data.isLabelled()) {
      boolean isSame = printed(charset).equals(before);
      List<String> labels = isSame ? type.labels() : reinterpreted(type.labels(), before, charset);
      boolean isShown = !toBytes || dialect.mariaDb() || isMySql57();
      String text = type.name() + TypeText.quoted(labels);
      return converted(column, text, isShown ? charset : null);
    }
    String text = column.columnType();
    long characters = data == null ? 0 : data.capacity() / maxBytes(before);
    if (data == DataType.VARCHAR
        && DataType.isTooLong(Long.parseLong(type.arguments()), maxBytes(charset))) {
      // Versions of MySQL make TEXT types of different sizes.
      throw new UnsupportedDdlException(
          "%s %s is too long for %s".formatted(column.name(), text, charset));
    } else if (data == DataType.LONGTEXT) {
      text = (toBytes ? DataType.LONGBLOB : data).lowerCaseName();
    } else if (data != null && data.capacity() > 0) {
      text = DataType.ofCapacity(characters * maxBytes(charset), toBytes).lowerCaseName();
    } else if (data != null && toBytes) {
      // As many bytes as there were characters.
      text = data.inSameForm(true).orElseThrow().lowerCaseName() + '(' + type.arguments() + ')';
    }
    return converted(column, text, toBytes ? null : charset);
  }

  private ColumnDefinition converted(
      ColumnDefinition column, String text, @Nullable String charset) {
    return new ColumnDefinition(
        column.name(),
        text,
        charset == null ? null : printed(charset),
        column.nullable(),
        column.visible());
  }

  private List<String> reinterpreted(List<String> labels, String before, String charset)
      throws UnsupportedDdlException {
    List<String> texts = new ArrayList<>();
    for (String label : labels) {
      texts.add(reinterpreted(label, before, charset.equals(BINARY) ? UTF_8 : charset));
    }
    return texts;
  }

  /** The text that the bytes of a label are in another character set. */
  private String reinterpreted(String label, String before, String charset)
      throws UnsupportedDdlException {
    // MySQL 5.7 cuts labels at their zeros, and shows too much of others.
    boolean isCut = isWide(before) && isMySql57();
    String text = isCut ? null : Charsets.reinterpreted(label, before, charset);
    if (text == null) {
      throw new UnsupportedDdlException(
          "it is not known what the bytes of the label %s in %s are in %s"
              .formatted(label, before, charset));
    }
    return text;
  }

  private static boolean isWide(String charset) {
    return charset.startsWith("ucs2") || charset.startsWith("utf16") || charset.equals("utf32");
  }
}
