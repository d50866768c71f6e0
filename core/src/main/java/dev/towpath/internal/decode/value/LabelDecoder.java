package dev.towpath.internal.decode.value;

import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.DecodeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decoders of {@code ENUM} and {@code SET}. */
public final class LabelDecoder {
  private LabelDecoder() {}

  /** {@code ENUM}: the ordinal of a label from 1; 0 is the empty text of an invalid value. */
  public static final class OfEnum extends ColumnDecoder {
    private final int width;
    private final String[] labels;
    private final String column;

    public OfEnum(int width, List<String> labels, String column) {
      this.width = width;
      this.labels = labels.toArray(String[]::new);
      this.column = column;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      int index = (int) longValue(buffer, at);
      if (index > labels.length) {
        throw new DecodeException(
            "%s holds label %d of an ENUM that has %d".formatted(column, index, labels.length));
      }
      return index == 0 ? "" : labels[index - 1];
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return Bytes.unsigned(buffer, at, width);
    }
  }

  /** {@code SET}: a bit for each label, the first the least significant. */
  public static final class OfSet extends ColumnDecoder {
    /** Up to this number of labels all their combinations are cached. */
    private static final int MAX_REMEMBERED = 8;

    private final int width;
    private final String[] labels;
    private final String column;

    /**
     * The texts of the combinations read so far; empty if there are too many. Any thread may add
     * one.
     */
    private final @Nullable String[] texts;

    public OfSet(int width, List<String> labels, String column) {
      this.width = width;
      this.texts = new String[labels.size() <= MAX_REMEMBERED ? 1 << labels.size() : 0];
      this.labels = labels.toArray(String[]::new);
      this.column = column;
    }

    @Override
    public Object value(byte[] buffer, int at) {
      long bits = longValue(buffer, at);
      if (bits < texts.length && bits >= 0) {
        String known = texts[(int) bits];
        if (known == null) {
          known = text(bits);
          texts[(int) bits] = known;
        }
        return known;
      }
      return text(bits);
    }

    private String text(long bits) {
      if (Long.SIZE - Long.numberOfLeadingZeros(bits) > labels.length) {
        throw new DecodeException(
            "%s holds bits %s of a SET that has %d labels"
                .formatted(column, Long.toBinaryString(bits), labels.length));
      }
      var text = new StringBuilder();
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        // As servers join them, which hides an empty label at the beginning.
        text.append(text.isEmpty() ? "" : ",").append(labels[Long.numberOfTrailingZeros(rest)]);
      }
      return text.toString();
    }

    @Override
    public long longValue(byte[] buffer, int at) {
      return Bytes.unsigned(buffer, at, width);
    }
  }
}
