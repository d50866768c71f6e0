package dev.towpath.verification.conventions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of prose, each as a search for violations in one file. */
final class Prose {
  private static final int LONGEST_SENTENCE = 25;

  /** Words and phrases that plain English does without. */
  private static final Pattern ODD =
      Pattern.compile(
          "\\b(whoever|whatever|somebody|nobody|anybody|everybody|anew|lies|mend|mended|likewise"
              + "|thereby|hence|thereof|wherein|one's|for ever|of which|those of|that of|those that"
              + "|what may|who asks)\\b",
          Pattern.CASE_INSENSITIVE);

  /** Words that ask or point instead of naming a thing. */
  private static final Set<String> POINTERS =
      Set.of(
          "what",
          "who",
          "whose",
          "how",
          "see",
          "where",
          "when",
          "which",
          "whether",
          "something",
          "that");

  /** Nouns that look like verbs in the third person. */
  private static final Set<String> PLURALS =
      Set.of(
          "tests",
          "checks",
          "decoders",
          "changes",
          "definitions",
          "rules",
          "pipelines",
          "statements",
          "numbers",
          "lookups",
          "traits",
          "names",
          "buffers",
          "calls",
          "questions",
          "conversions",
          "counters",
          "operations",
          "waits",
          "files",
          "bytes",
          "characters",
          "declarations",
          "types",
          "edits",
          "pauses",
          "wrappers",
          "helpers",
          "clocks",
          "redeployments",
          "logins",
          "terms",
          "leases",
          "rows",
          "stress",
          "failures",
          "tables",
          "settings",
          "events",
          "keys",
          "columns",
          "positions",
          "conventions",
          "searches",
          "xa");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"\"\"[\\s\\S]*?\"\"\"|\"[^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+\"|'\\\\?.[^'\n]*'"
              + "|//[^\n]*|/\\*[\\s\\S]*?\\*/");

  private static final Pattern TYPE =
      Pattern.compile(
          "\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*"
              + "(?:(?:public|private|protected|static|final|sealed|non-sealed|abstract) )*"
              + "(?:class|interface|record|enum|@interface) .*",
          Pattern.DOTALL);

  private final String file;
  private final String text;
  private final List<String> violations = new ArrayList<>();

  private Prose(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /** Returns the violations in a file, each with its line. */
  static List<String> violations(String file, String text) {
    var prose = new Prose(file, text);
    if (file.endsWith(".java")) {
      prose.checkSource();
    } else {
      prose.checkWords(0, text.length());
    }
    return prose.violations;
  }

  private void checkSource() {
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      String found = token.group();
      if (found.startsWith("/")) {
        checkWords(token.start(), token.end());
      }
      if (found.startsWith("/**")) {
        checkJavadoc(token.start(), found, text.substring(token.end()));
      }
    }
  }

  private void checkWords(int from, int to) {
    Matcher odd = ODD.matcher(text).region(from, to);
    while (odd.find()) {
      report(odd.start(), "'" + odd.group() + "'");
    }
  }

  private void checkJavadoc(int at, String comment, String declaration) {
    String plain = plain(comment);
    for (String sentence : plain.split("(?<=[.!?;:])\\s", -1)) {
      int words = sentence.isBlank() ? 0 : sentence.strip().split("\\s+", -1).length;
      if (words > LONGEST_SENTENCE) {
        report(at, "a sentence of " + words + " words: " + sentence);
      }
    }
    if (!plain.startsWith("@") && TYPE.matcher(line(declaration)).matches()) {
      checkFirstWord(at, plain.split("\\s", 2)[0]);
    }
  }

  private void checkFirstWord(int at, String word) {
    String first = word.toLowerCase(Locale.ROOT).replaceAll("\\W", "");
    boolean isCode = word.equals(word.toUpperCase(Locale.ROOT)) || word.startsWith("{");
    boolean isVerb = first.endsWith("s") && !word.contains("'") && !PLURALS.contains(first);
    if (!isCode && (POINTERS.contains(first) || isVerb)) {
      report(at, "the comment of a type begins with '" + word + "', not with a noun");
    }
  }

  /** Returns the text of a Javadoc comment without tags and markup. */
  private static String plain(String comment) {
    String text =
        comment
            .substring(3, comment.length() - 2)
            .replaceAll("(?m)^\\s*\\* ?", "")
            .replaceAll("\\s+", " ")
            .strip();
    return text.replaceAll(" ?@(?:param|return|throws|see).*", "")
        .replaceAll("<pre>.*?</pre>", ". ")
        .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
        .replaceAll("</?(?:p|li|ul|ol|dd|dt|dl|tr|td|th|table|h\\d)[^>]*>", ". ")
        .replaceAll("<[^>]*>", " ");
  }

  /** Returns the declaration after a comment, up to its body. */
  private static String line(String declaration) {
    int body = declaration.indexOf('{');
    return body < 0 ? declaration : declaration.substring(0, body);
  }

  private void report(int at, String what) {
    long line = text.substring(0, at).lines().count();
    violations.add("%s:%d: %s".formatted(file, Math.max(1, line), what));
  }
}
