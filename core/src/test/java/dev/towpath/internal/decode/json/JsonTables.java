package dev.towpath.internal.decode.json;

import dev.towpath.internal.decode.ValueTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A factory of tables of JSON documents. */
public final class JsonTables {
  private static final String LITERALS =
      """
      null
      true
      false
      0
      -1
      32767
      32768
      -32769
      65535
      65536
      2147483647
      2147483648
      -2147483649
      9223372036854775807
      9223372036854775808
      18446744073709551615
      1.5
      1e300
      1.1e-5
      1e16
      0.1
      123456789012345678901234567890
      1.2345678901234567e-10
      1e-15
      5e-324
      ""
      "text"
      "漢字 😀 é"
      "q\\\\" b\\\\\\\\ n\\\\n t\\\\t u\\\\u0001\\\\u001f/\\\\b\\\\f\\\\r"
      {}
      []
      [1, 2, [3, {"a": [null]}]]
      {"b": 1, "a": 2, "": 3, "longer key": {"x": []}}
      {"a": 4294967295, "b": [2147483648, -5]}
      """;

  private static final String EXPRESSIONS =
      """
      JSON_OBJECT('u', CAST(4294967295 AS UNSIGNED), 'm', CAST(18446744073709551615 AS UNSIGNED))
      JSON_OBJECT('d', DATE'2024-02-29', 't', CAST('-12:34:56.789' AS TIME(6)))
      JSON_OBJECT('t', TIME'838:59:59', 't2', CAST('-00:00:00.000001' AS TIME(6)))
      JSON_ARRAY(TIMESTAMP'2024-02-29 01:02:03.000004', CAST('0000-00-00' AS DATE))
      JSON_ARRAY(CAST(-12.340 AS DECIMAL(10,3)), CAST('0.000000001' AS DECIMAL(65,30)))
      JSON_ARRAY(CAST('-99999999999999999999' AS DECIMAL(40,0)), CAST(0 AS DECIMAL(1,0)))
      JSON_ARRAY(CAST('bytes' AS BINARY), b'101', X'00FF', POINT(1.5, 2.5))
      JSON_ARRAY(REPEAT('x', 127), REPEAT('y', 128), REPEAT('z', 20000), REPEAT('é', 9000))
      JSON_OBJECT('big', REPEAT('z', 70000), 'i', 2147483647, 'n', NULL, 'k', 65535)
      JSON_OBJECT('big', REPEAT('z', 70000), 'u', CAST(4294967295 AS UNSIGNED), 'm', -70000)
      JSON_ARRAY(REPEAT('z', 16383), REPEAT('z', 16384), REPEAT('z', 40000), JSON_OBJECT('k', 1))
      CONCAT('[', REPEAT('12345678,', 20000), '1]')
      CONCAT('[', REPEAT('"é",', 20000), 'null]')
      CONCAT('{"', REPEAT('k', 3000), '": [true, -70000, 1.5], "last": {}}')
      CONCAT(REPEAT('[', 100), REPEAT(']', 100))
      CONCAT(REPEAT('{"a":', 99), '{}', REPEAT('}', 99))
      NULL
      """;

  private static final int RANDOM_DOCUMENTS = 150;

  private JsonTables() {}

  public static ValueTable documents() {
    List<String> rows = new ArrayList<>();
    LITERALS.lines().map(literal -> '\'' + literal + '\'').forEach(rows::add);
    EXPRESSIONS.lines().forEach(rows::add);
    return new ValueTable("json_documents", List.of("j json"), rows);
  }

  /** Tables of documents that not every version prints, or stores, alike. */
  public static List<ValueTable> numbers(Random random) {
    return List.of(wholeDoubles(), wideDecimals(), random(random));
  }

  /** Doubles that MySQL prints with a fraction from 8.0 on, and without in 5.7. */
  private static ValueTable wholeDoubles() {
    return new ValueTable(
        "json_whole_doubles",
        List.of("j json"),
        List.of("'1.0'", "'-0.0'", "'[1e15, 1e14]'", "'[1, 2.0, 1e2, -1e2, {\"a\": 1e20}]'"));
  }

  /** Decimals with more digits in the binlog than a column can have. */
  private static ValueTable wideDecimals() {
    String number = "12345678901234567890123456789012345";
    List<String> rows = new ArrayList<>();
    rows.add("JSON_ARRAY(CAST(1234567890123456789012345678 AS DECIMAL(58,30)))");
    rows.add("JSON_ARRAY(CAST('-%s.5' AS DECIMAL(65,30)))".formatted(number));
    rows.add("JSON_ARRAY(CAST('9999999999999999999.000000001' AS DECIMAL(49,30)), 7)");
    for (int digits = 1; digits <= number.length(); digits++) {
      String whole = number.substring(0, digits);
      rows.add(
          "JSON_OBJECT('d', CAST('-%s.25' AS DECIMAL(65,30)), 'e', CAST(%s AS DECIMAL(%d, 2)))"
              .formatted(whole, whole, digits + 2));
    }
    return new ValueTable("json_wide_decimals", List.of("j json"), rows);
  }

  /** Returns random documents. */
  private static ValueTable random(Random random) {
    var documents = new RandomJson(random);
    return new ValueTable(
        "json_random",
        List.of("j json"),
        Stream.generate(documents::document).limit(RANDOM_DOCUMENTS).toList());
  }
}
