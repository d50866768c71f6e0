package dev.towpath.internal.decode;

import dev.towpath.internal.decode.json.JsonTables;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A factory of tables of every type with edge and random values. */
final class ValueTables {
  private static final int RANDOM_ROWS = 40;
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "plain text, longer than eight bytes",
          "été façon Ærø ß €uro ÿ",
          "Žluťoučký kůň úpěl",
          "Съешь ещё этих мягких",
          "αβγδ ξεσκεπάζω ‘quote’",
          "שלום עולם",
          "مرحبا بالعالم",
          "สวัสดีชาวโลก",
          "漢字仮名交じり文 ｶﾅ ― ～",
          "简体中文，标点。",
          "繁體中文「引號」",
          "한국어 텍스트 뷁",
          "Բարեւ",
          "გამარჯობა",
          "emoji 😀 𝒳",
          "tab\\tnewline\\nquote''s\\\\");

  private final Random random;

  ValueTables(Random random) {
    this.random = random;
  }

  List<ValueTable> all() {
    List<ValueTable> tables = new ArrayList<>();
    tables.add(integers());
    tables.add(decimals());
    tables.add(reals());
    tables.add(bits());
    tables.add(years());
    tables.add(temporals());
    tables.add(bytes());
    tables.add(labels());
    tables.add(manyLabels());
    tables.add(geometries());
    tables.add(JsonTables.documents());
    tables.add(wide());
    for (String charset : words(CHARSETS)) {
      tables.add(texts(charset));
    }
    return tables;
  }

  private static final String CHARSETS =
      "utf8mb4 utf8 latin1 latin2 latin5 latin7 greek hebrew cp1250 cp1251 cp1256 cp1257 cp850"
          + " cp852 cp866 koi8r koi8u gbk gb2312 gb18030 big5 sjis cp932 ujis eucjpms euckr"
          + " tis620 utf16 utf16le utf32 ucs2 ascii dec8 hp8 swe7 keybcs2 macce macroman"
          + " geostd8 armscii8";

  private ValueTable integers() {
    List<String> columns = new ArrayList<>();
    List<List<String>> edges = new ArrayList<>();
    List<Supplier<String>> randoms = new ArrayList<>();
    String[] types = {"tinyint", "smallint", "mediumint", "int", "bigint"};
    int[] bits = {8, 16, 24, 32, 64};
    for (int i = 0; i < types.length; i++) {
      int width = bits[i];
      BigInteger range = BigInteger.ONE.shiftLeft(width);
      BigInteger half = range.shiftRight(1);
      columns.add(types[i]);
      edges.add(List.of(half.negate().toString(), half.subtract(BigInteger.ONE).toString()));
      randoms.add(() -> new BigInteger(width, random).subtract(half).toString());
      columns.add(types[i] + " unsigned");
      edges.add(List.of("0", range.subtract(BigInteger.ONE).toString()));
      randoms.add(() -> new BigInteger(width, random).toString());
    }
    return table("integers", columns, edges, randoms);
  }

  private ValueTable decimals() {
    List<String> columns = new ArrayList<>();
    List<List<String>> edges = new ArrayList<>();
    List<Supplier<String>> randoms = new ArrayList<>();
    int[][] sizes = {
      {1, 0}, {1, 1}, {9, 0}, {9, 9}, {10, 0}, {10, 2}, {12, 2}, {18, 0}, {18, 9}, {19, 1}, {20, 6},
      {27, 18}, {28, 10}, {30, 30}, {36, 18}, {38, 0}, {45, 20}, {65, 0}, {65, 30}
    };
    for (int[] size : sizes) {
      BigInteger limit = BigInteger.TEN.pow(size[0]).subtract(BigInteger.ONE);
      String largest = new BigDecimal(limit, size[1]).toPlainString();
      String smallest = new BigDecimal(BigInteger.ONE, size[1]).toPlainString();
      boolean unsigned = size[0] % 2 == 0;
      columns.add("decimal(" + size[0] + ',' + size[1] + ')' + (unsigned ? " unsigned" : ""));
      edges.add(
          unsigned
              ? List.of("0", largest, smallest)
              : List.of("0", largest, smallest, '-' + largest, '-' + smallest));
      randoms.add(
          () -> {
            BigInteger number =
                new BigInteger(1 + random.nextInt(limit.bitLength()), random).min(limit);
            BigInteger signed = unsigned || random.nextBoolean() ? number : number.negate();
            return new BigDecimal(signed, size[1]).toPlainString();
          });
    }
    return table("decimals", columns, edges, randoms);
  }

  private ValueTable reals() {
    return table(
        "reals",
        List.of("float", "double", "float unsigned", "double unsigned"),
        List.of(
            words(
                "0 -0e0 1 -1.5 3.4028234e38 1.17549e-38 1e-45 16777216 123456.5 1234565 0.1 1e15"
                    + " 1e14 123456e10 9.999995e5 0.00001"),
            words(
                "0 -0e0 1 -1.5 1.7976931348623157e308 2.2250738585072014e-308 5e-324 0.1 1e15"
                    + " 1e14 1e16 1e-14 1e-15 1e-16 1234567890123456.5 123456789012345678 1.5e-15"
                    + " 1e22 1e23 9007199254740993 0.3 2e-44"),
            words("0 255 0.5"),
            words("0 255 0.5")),
        List.of(
            () -> Float.toString(randomFloat()),
            () -> Double.toString(randomDouble()),
            () -> Float.toString(Math.abs(randomFloat())),
            () -> Double.toString(Math.abs(randomDouble()))));
  }

  /** Returns numbers whose decimals only the definition tells. */
  ValueTable fixedReals() {
    return table(
        "fixed_reals",
        List.of("float(7,3)", "float(12,4)", "double(20,5)", "double(30,20)"),
        List.of(
            words("0 1234.567 -1234.5678 0.0004 -0.0004 9999.999 0.1"),
            words("0 12345.6789 0.1"),
            words("0 1234.567 -99999.123456 0.000004 -0.000004 1e14 0.1"),
            words("0 0.1 0.3 123.456")),
        List.of(
            () -> Double.toString(random.nextGaussian() * 1000),
            () -> Double.toString(random.nextGaussian() * 10_000),
            () -> Double.toString(random.nextGaussian() * 1e9),
            () -> Double.toString(random.nextGaussian())));
  }

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  private float randomFloat() {
    float bits = Float.intBitsToFloat(random.nextInt());
    return random.nextBoolean() || !Float.isFinite(bits)
        ? (float) (random.nextGaussian() * Math.pow(10, random.nextInt(16) - 5))
        : bits;
  }

  private double randomDouble() {
    double bits = Double.longBitsToDouble(random.nextLong());
    return random.nextBoolean() || !Double.isFinite(bits)
        ? random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20)
        : bits;
  }

  private ValueTable bits() {
    List<String> columns = new ArrayList<>();
    List<List<String>> edges = new ArrayList<>();
    List<Supplier<String>> randoms = new ArrayList<>();
    for (int width : new int[] {1, 2, 7, 8, 9, 16, 17, 24, 31, 32, 33, 48, 63, 64}) {
      columns.add("bit(" + width + ')');
      edges.add(List.of("0", "1", "b'" + "1".repeat(width) + '\''));
      randoms.add(() -> new BigInteger(width, random).toString());
    }
    return table("bits", columns, edges, randoms);
  }

  private ValueTable years() {
    return table(
        "years",
        List.of("int unsigned", "year", "tinyint unsigned", "year", "int", "bigint unsigned"),
        List.of(
            List.of("4294967295"),
            List.of("'0000'", "1901", "2155", "2024"),
            List.of("255"),
            List.of("2000"),
            List.of("-1"),
            List.of("18446744073709551615")),
        Collections.nCopies(6, () -> "1"));
  }

  private ValueTable temporals() {
    List<String> columns = new ArrayList<>();
    List<List<String>> edges = new ArrayList<>();
    List<Supplier<String>> randoms = new ArrayList<>();
    columns.add("date");
    edges.add(
        quoted(
            "0000-00-00",
            "2024-00-00",
            "2024-02-00",
            "0000-01-01",
            "9999-12-31",
            "1500-01-01",
            "2024-02-29",
            "1970-01-01"));
    randoms.add(() -> '\'' + randomDate(0, 10_000) + '\'');
    for (int digits = 0; digits <= 6; digits++) {
      columns.add("datetime(" + digits + ')');
      edges.add(
          quoted(
              "0000-00-00 00:00:00",
              "2024-00-00 11:12:13.654321",
              "9999-12-31 23:59:59",
              "1000-01-01 00:00:00.000001",
              "1969-12-31 23:59:59.9",
              "2024-02-00 00:00:00.1"));
      randoms.add(() -> '\'' + randomDate(0, 9_999) + ' ' + randomClock() + '\'');
      columns.add("timestamp(" + digits + ") null");
      edges.add(
          quoted(
              "0000-00-00 00:00:00",
              "1970-01-01 00:00:01",
              "2038-01-19 03:14:07",
              "2024-03-31 02:30:00.999999",
              "2001-09-09 01:46:40.5"));
      randoms.add(() -> '\'' + randomDate(1971, 2037) + ' ' + randomClock() + '\'');
      columns.add("time(" + digits + ')');
      edges.add(
          quoted(
              "00:00:00",
              "-00:00:00.01",
              "-00:00:00.000001",
              "838:59:59",
              "-838:59:59",
              "-00:00:01",
              "-12:34:56.789",
              "23:59:59.999999",
              "-100:00:00.5",
              "00:00:00.1"));
      randoms.add(
          () ->
              '\''
                  + (random.nextBoolean() ? "-" : "")
                  + random.nextInt(838)
                  + randomClock().substring(2)
                  + '\'');
    }
    return table("temporals", columns, edges, randoms);
  }

  private String randomDate(int fromYear, int toYear) {
    return "%04d-%02d-%02d"
        .formatted(
            fromYear + random.nextInt(toYear - fromYear),
            1 + random.nextInt(12),
            1 + random.nextInt(28));
  }

  private String randomClock() {
    return "%02d:%02d:%02d.%06d"
        .formatted(
            random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000));
  }

  private ValueTable bytes() {
    List<String> columns =
        List.of(
            "binary(1)",
            "binary(8)",
            "binary(255)",
            "varbinary(1)",
            "varbinary(255)",
            "varbinary(256)",
            "varbinary(300)",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob");
    List<List<String>> edges = new ArrayList<>();
    List<Supplier<String>> randoms = new ArrayList<>();
    int[] limits = {1, 8, 255, 1, 255, 256, 300, 255, 3000, 70_000, 70_000};
    for (int limit : limits) {
      edges.add(
          List.of(
              "''",
              "X'00'",
              "REPEAT(X'00'," + limit + ')',
              "REPEAT(X'FF'," + limit + ')',
              "REPEAT(X'61'," + limit + ')',
              "CONCAT(REPEAT(X'62'," + (limit - 1) + "), X'00')",
              "X'20'"));
      randoms.add(
          () -> {
            byte[] value = new byte[random.nextInt(Math.min(limit, 400) + 1)];
            random.nextBytes(value);
            return value.length == 0 ? "''" : "X'" + HexFormat.of().formatHex(value) + '\'';
          });
    }
    return table("bytes", columns, edges, randoms);
  }

  private ValueTable labels() {
    return table(
        "labels",
        List.of(
            "enum('a','b','it''s','with,comma','')",
            "set('x','y','it''s')",
            "enum('été','Ærø') character set latin1",
            "set('漢','字') character set utf8mb4",
            "enum('漢','字') character set gbk",
            "enum('back\\\\slash','new\\nline','tab\\t') character set utf8mb4",
            "set('one') character set latin1"),
        List.of(
            quoted("a", "b", "it\\'s", "with,comma", "", "nonsense"),
            quoted("", "x", "x,it\\'s", "x,y,it\\'s"),
            quoted("été", "Ærø"),
            quoted("漢", "漢,字", ""),
            quoted("漢", "字"),
            quoted("back\\\\slash", "new\\nline", "tab\\t"),
            quoted("one", "")),
        List.of(
            () -> Integer.toString(random.nextInt(6)),
            () -> Integer.toString(random.nextInt(8)),
            () -> "1",
            () -> Integer.toString(random.nextInt(4)),
            () -> "2",
            () -> "3",
            () -> "1"));
  }

  private ValueTable manyLabels() {
    return table(
        "many_labels",
        List.of(
            "enum(" + labels("e", 255) + ')',
            "enum(" + labels("e", 256) + ')',
            "enum(" + labels("e", 2000) + ')',
            "set(" + labels("s", 8) + ')',
            "set(" + labels("s", 9) + ')',
            "set(" + labels("s", 17) + ')',
            "set(" + labels("s", 25) + ')',
            "set(" + labels("s", 33) + ')',
            "set(" + labels("s", 64) + ')'),
        List.of(
            List.of("1", "255"),
            List.of("1", "256"),
            List.of("1", "2000"),
            List.of("0", "255"),
            List.of("0", "511"),
            List.of("0", "131071"),
            List.of("0", "33554431"),
            List.of("0", "8589934591"),
            List.of("0", "18446744073709551615", "9223372036854775808")),
        Stream.<Supplier<String>>of(
                () -> Integer.toString(1 + random.nextInt(255)),
                () -> Integer.toString(1 + random.nextInt(256)),
                () -> Integer.toString(1 + random.nextInt(2000)),
                () -> new BigInteger(8, random).toString(),
                () -> new BigInteger(9, random).toString(),
                () -> new BigInteger(17, random).toString(),
                () -> new BigInteger(25, random).toString(),
                () -> new BigInteger(33, random).toString(),
                () -> new BigInteger(64, random).toString())
            .toList());
  }

  private static String labels(String prefix, int count) {
    return String.join(
        ",", IntStream.range(0, count).mapToObj(i -> '\'' + prefix + i + '\'').toList());
  }

  private static ValueTable geometries() {
    List<String> rows = new ArrayList<>();
    String[] texts = {
      "POINT(1 2)",
      "LINESTRING(0 0,1 1,2 2)",
      "POLYGON((0 0,10 0,10 10,0 10,0 0))",
      "MULTIPOINT(0 0,1 1)",
      "MULTILINESTRING((0 0,1 1),(2 2,3 3))",
      "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))",
      "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))"
    };
    List<String> values = Arrays.stream(texts).map(t -> "ST_GeomFromText('" + t + "')").toList();
    for (String any : values) {
      rows.add(any + ", 'caption', " + String.join(", ", values) + ", X'00'");
    }
    rows.add("NULL, NULL" + ", NULL".repeat(values.size()) + ", NULL");
    return new ValueTable(
        "geometries",
        List.of(
            "a geometry",
            "t text character set latin1",
            "p point",
            "l linestring",
            "po polygon",
            "mp multipoint",
            "ml multilinestring",
            "mpo multipolygon",
            "gc geometrycollection",
            "b blob"),
        rows);
  }

  private ValueTable wide() {
    List<String> columns = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      columns.add(
          "c" + i + (i % 3 == 0 ? " varchar(10)" : " smallint") + (i % 7 == 0 ? " not null" : ""));
    }
    for (int row = 0; row < 30; row++) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        boolean isNull = i % 7 != 0 && random.nextBoolean();
        values.add(isNull ? "NULL" : "'" + random.nextInt(1000) + "'");
      }
      rows.add(String.join(", ", values));
    }
    return new ValueTable("wide", columns, rows);
  }

  private static ValueTable texts(String charset) {
    List<String> types =
        List.of(
            "char(40)",
            "char(255)",
            "varchar(50)",
            "varchar(255)",
            "varchar(300)",
            "tinytext",
            "text",
            "mediumtext",
            "longtext");
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add("c" + i + ' ' + types.get(i) + " character set " + charset);
    }
    List<String> rows = new ArrayList<>();
    for (String text : TEXTS) {
      rows.add(String.join(", ", Collections.nCopies(types.size(), '\'' + text + '\'')));
    }
    rows.add(
        "'', REPEAT('é', 255), REPEAT('ab ', 16), REPEAT('q', 255), REPEAT('é', 300), 'x',"
            + " REPEAT('ab', 5000), REPEAT('c', 70000), REPEAT('d', 70000)");
    rows.add("NULL" + ", NULL".repeat(types.size() - 1));
    return new ValueTable("text_" + charset, columns, rows);
  }

  private static List<String> quoted(String... values) {
    return Arrays.stream(values).map(value -> '\'' + value + '\'').toList();
  }

  /** Returns a table with one row for each edge value, some random rows, and one of NULLs. */
  private static ValueTable table(
      String name, List<String> types, List<List<String>> edges, List<Supplier<String>> randoms) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      columns.add("c" + i + ' ' + types.get(i));
    }
    List<String> rows = new ArrayList<>();
    int most = edges.stream().mapToInt(List::size).max().orElse(0);
    for (int row = 0; row < most; row++) {
      List<String> values = new ArrayList<>();
      for (List<String> edge : edges) {
        values.add(edge.get(row % edge.size()));
      }
      rows.add(String.join(", ", values));
    }
    for (int row = 0; row < RANDOM_ROWS; row++) {
      rows.add(String.join(", ", randoms.stream().map(Supplier::get).toList()));
    }
    rows.add(String.join(", ", Collections.nCopies(types.size(), "NULL")));
    return new ValueTable(name, columns, rows);
  }
}
