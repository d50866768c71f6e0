package dev.towpath.event;

import java.util.List;
import java.util.Objects;

/** A column of one version of a table. Immutable. */
public final class Column {
  private final String name;
  private final ColumnType type;
  private final String typeText;
  private final boolean unsigned;
  private final boolean nullable;
  private final boolean visible;
  private final List<String> labels;

  private Column(Builder builder) {
    this.name = builder.name;
    this.type = builder.type;
    this.typeText = builder.typeText;
    this.unsigned = builder.unsigned;
    this.nullable = builder.nullable;
    this.visible = builder.visible;
    this.labels = List.copyOf(builder.labels);
  }

  /**
   * Returns a builder for a column.
   *
   * @param name the name, in the server's letter case
   * @param type the data type
   */
  public static Builder builder(String name, ColumnType type) {
    return new Builder(name, type);
  }

  /** Returns the name, in the server's letter case. */
  public String name() {
    return name;
  }

  /** Returns the data type. */
  public ColumnType type() {
    return type;
  }

  /**
   * Returns the type as written in a column definition, in lower case: {@code int unsigned}, {@code
   * varchar(20)}, {@code enum('a','b')}. It is the server's own {@code COLUMN_TYPE} where that was
   * read from {@code information_schema}; otherwise it is built from the binlog's metadata.
   */
  public String typeText() {
    return typeText;
  }

  /** Returns whether a numeric column is {@code UNSIGNED}; false for all other types. */
  public boolean isUnsigned() {
    return unsigned;
  }

  /** Returns whether the column may hold NULL. */
  public boolean isNullable() {
    return nullable;
  }

  /** Returns whether {@code SELECT *} shows the column. */
  public boolean isVisible() {
    return visible;
  }

  /**
   * Returns the labels of an {@code ENUM} or {@code SET}, in order of definition; otherwise empty.
   */
  public List<String> labels() {
    return labels;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Column that
        && name.equals(that.name)
        && type == that.type
        && typeText.equals(that.typeText)
        && unsigned == that.unsigned
        && nullable == that.nullable
        && visible == that.visible
        && labels.equals(that.labels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, typeText, unsigned, nullable, visible, labels);
  }

  @Override
  public String toString() {
    return name + ' ' + typeText + (nullable ? "" : " not null");
  }

  /** A builder of columns. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final ColumnType type;
    private String typeText;
    private boolean unsigned;
    private boolean nullable = true;
    private boolean visible = true;
    private List<String> labels = List.of();

    private Builder(String name, ColumnType type) {
      this.name = Objects.requireNonNull(name, "name");
      this.type = Objects.requireNonNull(type, "type");
      this.typeText = type.name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Sets the type as written in a column definition. Default: the lower-case name of the type.
     */
    public Builder typeText(String typeText) {
      this.typeText = Objects.requireNonNull(typeText, "typeText");
      return this;
    }

    /** Sets whether a numeric column is unsigned. Default: false. */
    public Builder unsigned(boolean unsigned) {
      this.unsigned = unsigned;
      return this;
    }

    /** Sets whether the column may hold NULL. Default: true. */
    public Builder nullable(boolean nullable) {
      this.nullable = nullable;
      return this;
    }

    /** Sets whether {@code SELECT *} shows the column. Default: true. */
    public Builder visible(boolean visible) {
      this.visible = visible;
      return this;
    }

    /** Sets the labels of an {@code ENUM} or {@code SET}, in order. Default: none. */
    public Builder labels(List<String> labels) {
      this.labels = labels;
      return this;
    }

    /** Builds the column. */
    public Column build() {
      return new Column(this);
    }
  }
}
