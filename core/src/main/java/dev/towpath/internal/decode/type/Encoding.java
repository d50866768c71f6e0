package dev.towpath.internal.decode.type;

import dev.towpath.internal.decode.BinlogDialect;
import dev.towpath.internal.decode.text.CharacterSet;
import dev.towpath.internal.decode.text.CharacterSets;
import dev.towpath.internal.decode.value.BytesDecoder;
import dev.towpath.internal.decode.value.ColumnDecoder;
import dev.towpath.internal.decode.value.IntegerDecoder;
import dev.towpath.internal.decode.value.TextDecoder;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a binlog holds values of a data type. Immutable.
 *
 * @param code the type code in a table map, {@link dev.towpath.internal.decode.value.TypeCode}
 * @param metadata the layout of the code's metadata
 * @param width the bytes of a value, or the negative of the bytes of its length prefix, by size
 * @param onlySize the only size of this form; negative if any
 * @param binary whether the character set must be {@code binary}, or must not; null if either
 * @param decoder the factory of a column's decoder
 */
public record Encoding(
    int code,
    Metadata metadata,
    IntUnaryOperator width,
    int onlySize,
    @Nullable Boolean binary,
    Decoders decoder) {

  private static final String BYTES = "binary";
  private static final int ANY_SIZE = -1;

  /** A factory of decoders. */
  @FunctionalInterface
  interface Decoders {
    /**
     * Returns a decoder of the column's values.
     *
     * @param name the column with its table, for messages
     */
    ColumnDecoder decoder(MappedColumn column, String name, BinlogDialect dialect);
  }

  /** The layout of a column's metadata in a table map. */
  public enum Metadata {
    /** No bytes. */
    NONE,
    /** The bytes of a floating-point number. */
    REAL,
    /** The fractional digits of a time. */
    FRACTION,
    /** The bytes of a length prefix. */
    PREFIX,
    /** The greatest length, in two bytes. */
    LENGTH,
    /** The type code and the greatest length, mixed. */
    STRING,
    /** The bits beyond whole bytes, then the bytes. */
    BITS,
    /** The precision, then the scale. */
    DECIMAL
  }

  /** Creates a form of fixed width without metadata. */
  static Encoding fixed(int code, int bytes, Decoders decoder) {
    return of(code, Metadata.NONE, size -> bytes, decoder);
  }

  static Encoding of(int code, Metadata metadata, IntUnaryOperator width, Decoders decoder) {
    return new Encoding(code, metadata, width, ANY_SIZE, null, decoder);
  }

  /** Creates the form of an integer. */
  static Encoding integer(int code, int bytes) {
    return fixed(
        code,
        bytes,
        (column, name, dialect) ->
            IntegerDecoder.of(bytes, Boolean.TRUE.equals(column.unsigned())));
  }

  /** Creates the form of a time with a fraction after {@code bytes} of whole units. */
  static Encoding fractional(int code, int bytes, Decoders decoder) {
    return of(code, Metadata.FRACTION, size -> bytes + (size + 1) / 2, decoder);
  }

  /** Creates the form of bytes after a length prefix, whose size is in the metadata. */
  static Encoding prefixed(int code, Decoders decoder) {
    return of(code, Metadata.PREFIX, size -> -size, decoder);
  }

  /** Creates the form of an ordinal or bits of labels. */
  static Encoding labels(int code, Decoders decoder) {
    return of(code, Metadata.STRING, size -> size, decoder);
  }

  /** Creates the form of text with a maximum length. */
  static Encoding text(int code, Metadata metadata) {
    return new Encoding(code, metadata, Encoding::prefix, ANY_SIZE, false, Encoding::textDecoder);
  }

  /** Creates the form of bytes with a maximum length. */
  static Encoding bytes(int code, Metadata metadata, Decoders decoder) {
    return new Encoding(code, metadata, Encoding::prefix, ANY_SIZE, true, decoder);
  }

  /** Creates the form of text after a prefix of {@code prefix} bytes. */
  static Encoding largeText(int code, int prefix) {
    return new Encoding(code, Metadata.PREFIX, size -> -size, prefix, false, Encoding::textDecoder);
  }

  /** Creates the form of bytes after a prefix of {@code prefix} bytes. */
  static Encoding largeBytes(int code, int prefix) {
    return new Encoding(code, Metadata.PREFIX, size -> -size, prefix, true, Encoding::bytesDecoder);
  }

  private static int prefix(int size) {
    return size > 0xff ? -2 : -1;
  }

  static ColumnDecoder textDecoder(MappedColumn column, String name, BinlogDialect dialect) {
    CharacterSet charset = CharacterSets.of(Objects.requireNonNull(column.charset()));
    return new TextDecoder(-column.width(), charset, name);
  }

  static ColumnDecoder bytesDecoder(MappedColumn column, String name, BinlogDialect dialect) {
    return new BytesDecoder(-column.width());
  }

  /** Returns whether {@code column} may have this form. */
  boolean fits(MappedColumn column) {
    return (onlySize == ANY_SIZE || onlySize == column.size())
        && (binary == null || binary == BYTES.equals(column.charset()));
  }
}
