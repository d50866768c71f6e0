package dev.towpath.internal.sql;

/** A word, name, literal or symbol of a statement. Immutable. */
public final class SqlToken {
  private final Kind kind;
  private final SqlText sql;
  private final String form;
  private final int start;
  private final int end;
  private final boolean escapes;

  SqlToken(Kind kind, SqlText sql, int start, int end, boolean escapes) {
    this.kind = kind;
    this.sql = sql;
    this.form = sql.form();
    this.start = start;
    this.end = end;
    this.escapes = escapes;
  }

  /** The form of a token. */
  public enum Kind {
    /** A keyword, or a name without quotes. */
    WORD,
    /** A name in quotes or after a dot, which is never a keyword. */
    NAME,
    /** A string in quotes. */
    STRING,
    /** A string of the national character set: {@code N'…'}. */
    NATIONAL,
    /** {@code 0x…} and {@code x'…'}. */
    HEX,
    /** {@code 0b…} and {@code b'…'}. */
    BIT,
    /** A number. */
    NUMBER,
    /** One character that is nothing of the above. */
    SYMBOL,
    /** The end of the statement. */
    END
  }

  /** Returns the form. */
  public Kind kind() {
    return kind;
  }

  /** Returns the offset of the first character in the statement. */
  public int start() {
    return start;
  }

  /** Returns the offset after the last character. */
  public int end() {
    return end;
  }

  /** Whether it is the keyword {@code word}, given in capital letters, or that symbol. */
  public boolean is(String word) {
    if ((kind != Kind.WORD && kind != Kind.SYMBOL) || end - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = form.charAt(start + i);
      // Servers compare keywords byte by byte: no other letter equals one of ASCII.
      char upper = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
      if (upper != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is one of the keywords or symbols. */
  public boolean isAny(String... words) {
    for (String word : words) {
      if (is(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the statement ends here. */
  public boolean isEnd() {
    return kind == Kind.END;
  }

  /** Whether it can be a name. */
  public boolean isName() {
    return kind == Kind.WORD || kind == Kind.NAME;
  }

  /** Whether it is a string of a kind that labels and options can have. */
  public boolean isString() {
    return kind == Kind.STRING;
  }

  /** Whether it is a literal of text or bytes, in quotes or not. */
  public boolean isText() {
    return kind == Kind.STRING || kind == Kind.NATIONAL || kind == Kind.HEX || kind == Kind.BIT;
  }

  /** Returns a keyword in capital letters; empty for everything else. */
  public String upper() {
    if (kind != Kind.WORD) {
      return "";
    }
    char[] text = new char[end - start];
    for (int i = 0; i < text.length; i++) {
      char c = form.charAt(start + i);
      text[i] = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }
    return new String(text);
  }

  /** Returns what it says: names and strings without quotes, everything else as written. */
  public String text() {
    return switch (kind) {
      case STRING -> unquoted(start, escapes);
      case NATIONAL -> unquoted(start + 1, escapes);
      case NAME -> isQuote(start) ? unquoted(start, false) : written();
      default -> written();
    };
  }

  /** Returns the bytes of a hexadecimal or bit literal. */
  public byte[] bytes() {
    boolean quoted = form.charAt(end - 1) == '\'';
    String digits = form.substring(start + 2, quoted ? end - 1 : end);
    int width = kind == Kind.HEX ? 2 : 8;
    int radix = kind == Kind.HEX ? 16 : 2;
    // Servers fill up on the left.
    int missing = (width - digits.length() % width) % width;
    String full = "0".repeat(missing) + digits;
    byte[] bytes = new byte[full.length() / width];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(full.substring(i * width, (i + 1) * width), radix);
    }
    return bytes;
  }

  private boolean isQuote(int at) {
    return at < end && (form.charAt(at) == '`' || form.charAt(at) == '"');
  }

  private String written() {
    return sql.text().substring(start, end);
  }

  private String unquoted(int from, boolean escaped) {
    char quote = form.charAt(from);
    int last = end - 1;
    if (last <= from || form.charAt(last) != quote) {
      // It is not terminated.
      last = end;
    }
    String content = sql.text().substring(from + 1, last);
    String inside = form.substring(from + 1, last);
    if (inside.indexOf(quote) < 0 && (!escaped || inside.indexOf('\\') < 0)) {
      return content;
    }
    var text = new StringBuilder(inside.length());
    for (int at = 0; at < inside.length(); at++) {
      char c = inside.charAt(at);
      if (c == quote) {
        at++;
      } else if (c == '\\' && escaped && at + 1 < inside.length()) {
        at++;
        unescape(content.charAt(at), text);
        continue;
      }
      text.append(c == quote ? content.charAt(at - 1) : content.charAt(at));
    }
    return text.toString();
  }

  /** As {@code get_text} of sql_lex.cc: wildcards keep their backslash. */
  private static void unescape(char c, StringBuilder text) {
    switch (c) {
      case '0' -> text.append('\0');
      case 'b' -> text.append('\b');
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'Z' -> text.append('\032');
      case '%', '_' -> text.append('\\').append(c);
      default -> text.append(c);
    }
  }

  /** Returns the token as it is written. */
  @Override
  public String toString() {
    return kind == Kind.END ? "the end" : written();
  }
}
