package dev.towpath.internal.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets in texts that hold the options of an engine: the URLs of FEDERATED and CONNECT, the
 * lists of CONNECT, and the pairs of Spider.
 */
final class OptionSecrets {
  /** {@code mysql://user:password@host/…}: to the last @. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(?s)(://[^:/@]*:).*@");

  /** {@code password "x"} of Spider, {@code "password": "x"}, {@code password='x'}. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "(?is)(\\b(?:password|passwd|pwd)[\"']?\\s*[:=]?\\s*)([\"'])(?:\\\\.|(?!\\2).)*(?:\\2|\\z)");

  /** {@code password=x} of CONNECT and JDBC, {@code PWD={x}} of ODBC. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?is)(\\b(?:password|passwd|pwd)\\s*=\\s*)(?:\\{[^}]*\\}?|[^\"'{&;,][^&;,]*)");

  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?is)\\bidentified\\s+(by|with|via)\\b|\\bset\\s+password\\b|\\b(master|source)_password\\b");

  private OptionSecrets() {}

  /**
   * Returns the text with {@code <secret>} in place of each secret.
   *
   * @param url whether it may be a URL
   */
  static String hidden(String text, boolean url) {
    String shown = url ? URL_PASSWORD.matcher(text).replaceAll("$1<secret>@") : text;
    Matcher quoted = QUOTED.matcher(shown);
    shown = quoted.replaceAll("$1$2<secret>$2");
    return PAIR.matcher(shown).replaceAll("$1<secret>");
  }

  /** Whether a text is a statement about accounts, which a routine prepares for example. */
  static boolean isAboutAccount(String text) {
    return ACCOUNT.matcher(text).find();
  }
}
