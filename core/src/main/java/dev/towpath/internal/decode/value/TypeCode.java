package dev.towpath.internal.decode.value;

import java.util.List;

/** The type codes of the binlog ({@code enum_field_types}). */
public final class TypeCode {
  public static final int TINY = 1;
  public static final int SHORT = 2;
  public static final int LONG = 3;
  public static final int FLOAT = 4;
  public static final int DOUBLE = 5;
  public static final int TIMESTAMP = 7;
  public static final int LONGLONG = 8;
  public static final int INT24 = 9;
  public static final int DATE = 10;
  public static final int TIME = 11;
  public static final int DATETIME = 12;
  public static final int YEAR = 13;
  public static final int NEWDATE = 14;
  public static final int VARCHAR = 15;
  public static final int BIT = 16;
  public static final int TIMESTAMP2 = 17;
  public static final int DATETIME2 = 18;
  public static final int TIME2 = 19;
  public static final int TYPED_ARRAY = 20;
  public static final int VECTOR = 242;
  public static final int JSON = 245;
  public static final int NEWDECIMAL = 246;
  public static final int ENUM = 247;
  public static final int SET = 248;
  static final int TINY_BLOB = 249;
  static final int MEDIUM_BLOB = 250;
  static final int LONG_BLOB = 251;
  public static final int BLOB = 252;
  public static final int VAR_STRING = 253;
  public static final int STRING = 254;
  public static final int GEOMETRY = 255;

  /**
   * The codes of TEXT and BLOB types, which their metadata distinguish; servers write the last
   * code.
   */
  public static final List<Integer> BLOBS = List.of(TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB);

  private TypeCode() {}
}
