package dev.towpath.internal.decode.text;

import org.jspecify.annotations.Nullable;

/** A table from collation ids to character sets, for MySQL 5.7 to 9 and MariaDB. */
public final class Collations {
  /** MariaDB adds this to the id of a collation for its twin that does not pad. */
  private static final int NO_PAD = 1024;

  private static final int FIRST_UCA_1400 = 2048;
  private static final int UCA_1400_PER_CHARSET = 256;
  private static final String[] UCA_1400 = {"utf8mb3", "utf8mb4", "ucs2", "utf16", "utf32"};

  private Collations() {}

  /** Returns the name of the character set, or null if the collation is unknown. */
  public static @Nullable String charsetOf(int collation) {
    if (collation >= FIRST_UCA_1400) {
      int index = (collation - FIRST_UCA_1400) / UCA_1400_PER_CHARSET;
      return index < UCA_1400.length ? UCA_1400[index] : null;
    }
    return classic(collation >= NO_PAD ? collation - NO_PAD : collation);
  }

  private static @Nullable String classic(int collation) {
    return switch (collation) {
      case 1, 84 -> "big5";
      case 2, 9, 21, 27, 77 -> "latin2";
      case 3, 69 -> "dec8";
      case 4, 80 -> "cp850";
      case 5, 8, 15, 31, 47, 48, 49, 94 -> "latin1";
      case 6, 72 -> "hp8";
      case 7, 74 -> "koi8r";
      case 10, 82 -> "swe7";
      case 11, 65 -> "ascii";
      case 12, 91 -> "ujis";
      case 13, 88 -> "sjis";
      case 14, 23, 50, 51, 52 -> "cp1251";
      case 16, 71 -> "hebrew";
      case 18, 89 -> "tis620";
      case 19, 85 -> "euckr";
      case 20, 41, 42, 79 -> "latin7";
      case 22, 75 -> "koi8u";
      case 24, 86 -> "gb2312";
      case 25, 70 -> "greek";
      case 26, 34, 44, 66, 99 -> "cp1250";
      case 28, 87 -> "gbk";
      case 29, 58, 59 -> "cp1257";
      case 30, 78 -> "latin5";
      case 32, 64 -> "armscii8";
      case 36, 68 -> "cp866";
      case 37, 73 -> "keybcs2";
      case 38, 43 -> "macce";
      case 39, 53 -> "macroman";
      case 40, 81 -> "cp852";
      case 57, 67 -> "cp1256";
      case 63 -> "binary";
      case 92, 93 -> "geostd8";
      case 95, 96 -> "cp932";
      case 97, 98 -> "eucjpms";
      case 248, 249, 250 -> "gb18030";
      default -> unicode(collation);
    };
  }

  private static @Nullable String unicode(int collation) {
    return switch (collation) {
      case 33, 76, 83, 223 -> "utf8mb3";
      case 45, 46 -> "utf8mb4";
      case 35, 90, 159 -> "ucs2";
      case 54, 55 -> "utf16";
      case 56, 62 -> "utf16le";
      case 60, 61 -> "utf32";
      default -> unicodeRange(collation);
    };
  }

  private static @Nullable String unicodeRange(int collation) {
    if (collation < 101) {
      return null;
    }
    if (collation <= 127) {
      return "utf16";
    }
    if (collation <= 158) {
      return "ucs2";
    }
    if (collation <= 191) {
      return "utf32";
    }
    if (collation <= 222) {
      return "utf8mb3";
    }
    if (collation <= 575) {
      return collation <= 247 || collation >= 255 ? "utf8mb4" : null;
    }
    return mariaDb(collation);
  }

  private static @Nullable String mariaDb(int collation) {
    return switch (collation / 32) {
      case 18 -> "utf8mb3";
      case 19 -> "utf8mb4";
      case 20 -> "ucs2";
      case 21 -> "utf16";
      case 23 -> "utf32";
      default -> null;
    };
  }
}
