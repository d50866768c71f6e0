package dev.towpath.ddl.measure;

import dev.towpath.ddl.TableImage.TableId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parser under measurement together with its model of tables. Used by one thread. */
public interface StatementReader {

  /** Returns the name of the parser in the report. */
  String name();

  /** Returns parts of the names of the jars that it needs. */
  List<String> jars();

  /** Tells whether it gives types in the form of {@code COLUMN_TYPE}, not only their names. */
  default boolean saysWholeTypes() {
    return false;
  }

  /** Sets the model to its state before a statement; not measured. */
  void prepare(Recorded statement);

  /**
   * Reads the statement and applies it to the model.
   *
   * @throws RefusedException if the parser says that it cannot
   */
  void apply(Recorded statement) throws RefusedException;

  /** Returns the tables of the model; not measured. */
  Map<TableId, SeenTable> tables();

  /**
   * A table of a model.
   *
   * @param columns in their order
   * @param primaryKey the names of the key's columns
   * @param charset the default character set; null if the model has none
   */
  record SeenTable(List<SeenColumn> columns, List<String> primaryKey, @Nullable String charset) {}

  /**
   * A column of a model.
   *
   * @param name its name
   * @param type its type, at least its name and sign
   * @param charset its character set; null if the model has none
   * @param labels the labels of ENUM and SET, if the type does not contain them; null otherwise
   * @param nullable whether it may be NULL; null if the model does not know
   */
  record SeenColumn(
      String name,
      String type,
      @Nullable String charset,
      @Nullable List<String> labels,
      @Nullable Boolean nullable) {}

  /** An exception by which a parser says that it cannot read a statement. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** Keeps the reason. */
    public RefusedException(String reason) {
      super(reason);
    }
  }
}
