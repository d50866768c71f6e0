package dev.towpath.verification.conventions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of the names of tests: a sentence in the present tense, first its subject and then a
 * verb. A test with a display name is not checked, for that is its sentence.
 */
final class TestNames {
  private static final Pattern TEST =
      Pattern.compile("@(?:Parameterized|Repeated)?Test\\b([\\s\\S]*?)\\bvoid (\\w+)\\(");

  private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\\d+");

  /** Words at the beginning that ask or set a condition instead of naming the subject. */
  private static final Set<String> OPENERS =
      Set.of(
          "what",
          "whatever",
          "who",
          "whoever",
          "whose",
          "if",
          "when",
          "where",
          "how",
          "which",
          "whether");

  private static final Pattern ODD =
      Pattern.compile(
          "ThatOf|ThoseOf|OfWhich|Anew|Nobody|Somebody|Anybody|Everybody|ForEver|Lies(?![a-z])"
              + "|Whatever|Whoever");

  /** Words that begin a clause about a noun: a verb directly after one is not the sentence's. */
  private static final Set<String> RELATIVES = Set.of("that", "which", "who");

  /** The verbs of the names so far, in the third person. */
  private static final Set<String> VERBS =
      words(
          """
          accumulate acknowledges acquits add adds agree agrees answer answers appear apply are
          arrive arrives ask asks become becomes begins belong belongs blocks break breaks can
          cancel cannot carries carry change changes chooses claim claims come comes commits
          contains convict convicts cost costs count counts decide decides delay delays delivers
          depend depends deposes describe did differ differs disappear displace displaces do does
          doubles drains draws drops end ends equals escape exceeds exclude exist exists expect
          extends fail fails fill find finds fit fits follow follows form freezes get gets give
          gives go goes grow had hands hangs happen happens has have hears hides hit hold holds
          identifies identify includes indexes inline interrupts is joins keep keeps know knows
          lack lacks last lasts lead leads leave leaves lets links list lose loses make makes
          marks masks match matches matters may mean means meet move moves must name names need
          needs nest notices obey obeys opens outlives overtakes pass passes pauses places
          precedes prefers prints proves publish publishes quotes reach reaches read reads recover
          recovers refuse refuses renames repeat repeats replaces requests resets resumes returns
          revokes runs saturate saves say says secures see sees send sends serve serves settles
          share show shows shuts skips sleeps stand stands start starts stay stays stop stops
          survive survives tags take takes tell tells throws trusts updates use vanish wait waits
          wakes was were will win wins withdraws words wrap write writes
          """);

  private TestNames() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+", -1));
  }

  /** Returns the violations in a source file, each with its line. */
  static List<String> violations(String file, String text) {
    List<String> violations = new ArrayList<>();
    Matcher test = TEST.matcher(text);
    while (test.find()) {
      String why = test.group(1).contains("@DisplayName") ? "" : violation(test.group(2));
      if (!why.isEmpty()) {
        long line = text.substring(0, test.end()).lines().count();
        violations.add("%s:%d: %s %s".formatted(file, line, test.group(2), why));
      }
    }
    return violations;
  }

  private static String violation(String name) {
    List<String> words =
        WORD.matcher(name).results().map(match -> match.group().toLowerCase(Locale.ROOT)).toList();
    Matcher odd = ODD.matcher(name);
    if (OPENERS.contains(words.get(0))) {
      return "begins with '" + words.get(0) + "', not with its subject";
    }
    if (odd.find()) {
      return "has '" + odd.group() + "'";
    }
    for (int i = 1; i < words.size(); i++) {
      if (VERBS.contains(words.get(i)) && !RELATIVES.contains(words.get(i - 1))) {
        return "";
      }
    }
    return "has no verb after its subject; if it has one, add it to TestNames";
  }
}
