package dev.towpath.internal.decode.text;

import dev.towpath.internal.decode.DecodeException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The character sets of MySQL by name. Differences of Java's nearest equivalents were found by
 * comparing every code, and are corrected here. Not corrected: the user-defined rows of {@code
 * ujis} and {@code eucjpms}, which Java does not read; 18 codes of {@code gb18030} that MySQL maps
 * to private use; and codes that only Java knows. Thread-safe.
 */
public final class CharacterSets {
  private static final Map<String, CharacterSet> KNOWN = new ConcurrentHashMap<>();

  private static final String HP8 =
      "\u00a0ÀÂÈÊËÎÏ´ˋˆ¨˜ÙÛ₤¯Ýý°ÇçÑñ¡¿¤£¥§ƒ¢"
          + "âêôûáéóúàèòùäëöüÅîØÆåíøæÄìÖÜÉïßÔ"
          + "ÁÃãÐðÍÌÓÒÕõŠšÚŸÿÞþ·µ¶¾—¼½ªº«■»±\ufffd";

  private static final String KEYBCS2 =
      "ČüéďäĎŤčěĚĹÍľĺÄÁÉžŽôöÓůÚýÖÜŠĽÝŘť"
          + "áíóúňŇŮÔšřŕŔ¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
          + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
          + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

  private static final String GEOSTD8 =
      "€\ufffd‚\ufffd„…†‡\ufffd‰\ufffd‹\ufffd\ufffd\ufffd\ufffd\ufffd‘’“”•–—\ufffd\ufffd\ufffd›\ufffd\ufffd\ufffd\ufffd"
          + "\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿აბგდევზჱთიკლმნჲოპჟრსტჳუფქღყშჩცძწ"
          + "ჭხჴჯჰჵ\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd№\ufffd\ufffd";

  private static final String ARMSCII8 =
      "\u00a0❁§։)(»«—.՝,-՟…՜՛՞ԱաԲբԳգԴդԵեԶզԷէ"
          + "ԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմՅյՆնՇշ"
          + "ՈոՉչՊպՋջՌռՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ’'";

  private CharacterSets() {}

  /**
   * Returns whether Java's equivalent of a character set has a character that MySQL's own lacks.
   */
  static boolean isOnlyInJava(CharacterSet set, int character) {
    return switch (set.name()) {
      case "utf8mb3", "ucs2" -> Character.isSupplementaryCodePoint(character);
      case "gbk" -> character == '€' || Character.getType(character) == Character.PRIVATE_USE;
      case "euckr" -> Character.getType(character) == Character.PRIVATE_USE;
      case "ujis" -> character == '\uff5e';
      case "greek" -> "ͺ€₯".indexOf(character) >= 0;
      case "cp1256" -> "ٹڈڑکںھہے".indexOf(character) >= 0;
      case "tis620" -> character == '\u00a0';
      default -> false;
    };
  }

  /** Whether a character set has characters outside the basic plane of Unicode. */
  static boolean hasSupplementary(String charset) {
    return charset.matches("utf8mb4|utf16(le)?|utf32|gb18030");
  }

  /**
   * Returns the character set that MySQL calls {@code name}.
   *
   * @throws DecodeException if there is none, or this Java runtime lacks what it needs
   */
  public static CharacterSet of(String name) {
    CharacterSet known = KNOWN.get(name);
    if (known == null) {
      known = create(name);
      KNOWN.put(name, known);
    }
    return known;
  }

  private static CharacterSet create(String name) {
    try {
      return switch (name) {
        case "utf8mb4" -> CharacterSet.utf8(name, 4);
        case "utf8mb3", "utf8" -> CharacterSet.utf8("utf8mb3", 3);
        case "ascii" -> CharacterSet.of(name, 1, StandardCharsets.US_ASCII);
        case "ucs2" -> CharacterSet.of(name, 2, StandardCharsets.UTF_16BE);
        case "utf16" -> CharacterSet.of(name, 4, StandardCharsets.UTF_16BE);
        case "utf16le" -> CharacterSet.of(name, 4, StandardCharsets.UTF_16LE);
        case "utf32" -> CharacterSet.of(name, 4, Charset.forName("UTF-32BE"));
        case "binary" -> CharacterSet.of(name, 1, StandardCharsets.ISO_8859_1);
        default -> asian(name);
      };
    } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
      throw new DecodeException(
          "character set %s needs Java's %s, which is in the module jdk.charsets"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static CharacterSet asian(String name) {
    return switch (name) {
      case "gbk" -> multiByte(name, 2, "x-mswin-936", "");
      case "gb2312" -> multiByte(name, 2, "GB2312", "");
      case "gb18030" -> multiByte(name, 4, "GB18030", "");
      case "big5" -> multiByte(name, 2, "x-Big5-Solaris", "");
      case "sjis" -> multiByte(name, 2, "Shift_JIS", "\u2014\u2015\uff3c\\");
      case "cp932" -> multiByte(name, 2, "windows-31j", "");
      case "ujis" -> multiByte(name, 3, "EUC-JP", "\u2014\u2015\uff3c\\");
      case "eucjpms" ->
          multiByte(
              name,
              3,
              "x-eucJP-Open",
              "\u2014\u2015\u301c\uff5e\u2016\u2225\u2212\uff0d\u00a2\uffe0\u00a3\uffe1\u00ac\uffe2\u00a6\uffe4");
      case "euckr" -> multiByte(name, 2, "x-windows-949", "");
      default -> european(name);
    };
  }

  private static CharacterSet european(String name) {
    return switch (name) {
      case "latin1" ->
          table(
              name, "windows-1252", "\u0081\u0081\u008d\u008d\u008f\u008f\u0090\u0090\u009d\u009d");
      case "latin2" -> table(name, "ISO-8859-2", "");
      case "latin5" -> table(name, "ISO-8859-9", "");
      case "latin7" -> table(name, "ISO-8859-13", "");
      case "greek" -> table(name, "ISO-8859-7", "\u00a1\u02bd\u00a2\u02bc");
      case "hebrew" -> table(name, "ISO-8859-8", "\u00af\u203e");
      case "cp1250", "cp1251", "cp1256", "cp1257" ->
          table(name, "windows-" + name.substring(2), "");
      case "cp850", "cp852" -> table(name, "IBM" + name.substring(2), "");
      case "cp866" -> table(name, "IBM866", "\u00fc\u207f\u00fd\u00b2");
      case "koi8r" -> table(name, "KOI8-R", "");
      case "koi8u" -> table(name, "KOI8-U", "\u0095\u2022");
      case "macce" -> table(name, "x-MacCentralEurope", "");
      case "macroman" -> table(name, "x-MacRoman", "");
      case "tis620" -> withControls(name, "TIS-620");
      default -> rare(name);
    };
  }

  private static CharacterSet rare(String name) {
    return switch (name) {
      case "dec8" ->
          table(
              name,
              "ISO-8859-1",
              "\u00a4\ufffd\u00a6\ufffd\u00a8\u00a4\u00ac\ufffd\u00ad\ufffd\u00ae\ufffd"
                  + "\u00af\ufffd\u00b4\ufffd\u00b8\ufffd\u00be\ufffd\u00d0\ufffd\u00d7\u0152"
                  + "\u00dd\u0178\u00de\ufffd\u00f0\ufffd\u00f7\u0153\u00fd\u00ff\u00fe\ufffd"
                  + "\u00ff\ufffd");
      case "swe7" -> table(name, "US-ASCII", "@É[Ä\\Ö]Å^Ü`é{ä|ö}å~ü\u007f\ufffd");
      case "hp8" -> upperHalf(name, HP8);
      case "keybcs2" -> upperHalf(name, KEYBCS2);
      case "geostd8" -> upperHalf(name, GEOSTD8);
      case "armscii8" -> upperHalf(name, ARMSCII8);
      default -> throw new DecodeException("character set " + name + " is unknown");
    };
  }

  private static CharacterSet multiByte(
      String name, int maxBytes, String javaName, String corrections) {
    return CharacterSet.multiByte(name, maxBytes, Charset.forName(javaName), corrections);
  }

  /**
   * Creates a character set of single bytes.
   *
   * @param corrections pairs of a byte and its character in MySQL
   */
  private static CharacterSet table(String name, String javaName, String corrections) {
    var characters = allBytes(Charset.forName(javaName));
    for (int i = 0; i < corrections.length(); i += 2) {
      characters.setCharAt(corrections.charAt(i), corrections.charAt(i + 1));
    }
    return CharacterSet.singleByte(name, characters.toString());
  }

  /**
   * Creates a character set with the control characters from 0x80 on, which Java leaves undefined.
   */
  private static CharacterSet withControls(String name, String javaName) {
    var characters = allBytes(Charset.forName(javaName));
    for (char control = 0x80; control < 0xa0; control++) {
      characters.setCharAt(control, control);
    }
    return CharacterSet.singleByte(name, characters.toString());
  }

  /** Creates a character set of ASCII and control characters with other characters at the end. */
  private static CharacterSet upperHalf(String name, String end) {
    var characters = allBytes(StandardCharsets.ISO_8859_1);
    characters.replace(characters.length() - end.length(), characters.length(), end);
    return CharacterSet.singleByte(name, characters.toString());
  }

  private static StringBuilder allBytes(Charset charset) {
    var characters = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      characters.append(new String(new byte[] {(byte) i}, charset));
    }
    return characters;
  }
}
