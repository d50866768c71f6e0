package dev.towpath.ddl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * The words of the grammars of MySQL 9 and MariaDB 11.4, from their {@code
 * information_schema.KEYWORDS}, reserved or not.
 */
public final class Words {
  private static final Set<String> ALL = load();
  private static final List<String> LIST = List.copyOf(ALL);

  private Words() {}

  /** Returns all words in small letters. */
  public static List<String> all() {
    return LIST;
  }

  static String random(Random random) {
    return LIST.get(random.nextInt(LIST.size()));
  }

  static boolean contains(String word) {
    return ALL.contains(word);
  }

  private static Set<String> load() {
    try (InputStream words =
        Objects.requireNonNull(Words.class.getResourceAsStream("words.txt"), "words.txt")) {
      return new LinkedHashSet<>(
          new String(words.readAllBytes(), StandardCharsets.US_ASCII).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
