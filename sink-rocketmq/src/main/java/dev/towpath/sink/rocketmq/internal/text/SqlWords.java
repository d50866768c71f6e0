package dev.towpath.sink.rocketmq.internal.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first words of a statement, read one after the other. Used by one thread. */
public final class SqlWords {
  private final List<String> words;
  private int next;

  private SqlWords(List<String> words) {
    this.words = words;
  }

  public static SqlWords of(String sql) {
    return new SqlWords(SqlScanner.firstWords(sql, 64));
  }

  /** Returns the next word in upper case; empty at the end and for a quoted name. */
  public String keyword() {
    @Nullable String word = next < words.size() ? words.get(next++) : null;
    return word == null || SqlScanner.isQuoted(word) ? "" : word.toUpperCase(Locale.ROOT);
  }

  void back() {
    next--;
  }

  void skip(Set<String> keywords) {
    while (next < words.size() && keywords.contains(keywordAt(next))) {
      next++;
    }
  }

  boolean skipPast(String keyword) {
    while (next < words.size()) {
      if (keywordAt(next++).equals(keyword)) {
        return true;
      }
    }
    return false;
  }

  @Nullable String name() {
    return next < words.size() ? SqlScanner.unquoted(words.get(next++)) : null;
  }

  @Nullable String nameAfterDot() {
    if (next + 1 < words.size() && words.get(next).equals(".")) {
      next++;
      return name();
    }
    return null;
  }

  private String keywordAt(int index) {
    return words.get(index).toUpperCase(Locale.ROOT);
  }
}
