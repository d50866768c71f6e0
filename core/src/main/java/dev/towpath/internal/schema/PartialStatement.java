package dev.towpath.internal.schema;

import dev.towpath.internal.sql.SchemaEdit;
import dev.towpath.internal.sql.UnsupportedDdlException;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a failed statement that was carried out. Servers log a statement that fails after its
 * first changes, with the number of its error.
 *
 * <p>Measured: MariaDB 11.4 logs CREATE OR REPLACE that fails once the old table is dropped. MySQL
 * 5.7 logs DROP TABLE when it dropped some of the tables: all that exist if another one does not,
 * but perhaps not all when a foreign key refuses one. MySQL from 8.0 on undoes such statements and
 * logs nothing, and MariaDB logs DROP TABLE with the tables that it dropped.
 */
final class PartialStatement {
  /** {@code ER_BAD_TABLE_ERROR}: a table to drop does not exist. */
  private static final int NO_SUCH_TABLE = 1051;

  private PartialStatement() {}

  /**
   * Returns what a statement did.
   *
   * @param edits what it does when it succeeds
   * @param error the number of the error with which it ended; 0 if it succeeded
   * @throws UnsupportedDdlException if the error does not tell
   */
  static List<SchemaEdit> done(List<SchemaEdit> edits, int error) throws UnsupportedDdlException {
    if (error == 0) {
      return edits;
    }
    List<SchemaEdit> done = new ArrayList<>();
    for (SchemaEdit edit : edits) {
      if (edit instanceof SchemaEdit.Create create && isReplacing(create.creation())) {
        done.add(new SchemaEdit.Drop(create.table(), true));
      } else if (edit instanceof SchemaEdit.Copy copy && isReplacing(copy.creation())) {
        done.add(new SchemaEdit.Drop(copy.table(), true));
      } else if (edit instanceof SchemaEdit.Drop && error == NO_SUCH_TABLE) {
        done.add(edit);
      } else {
        throw new UnsupportedDdlException(
            "it failed with error " + error + " after a part of it was carried out");
      }
    }
    return done;
  }

  private static boolean isReplacing(SchemaEdit.Creation creation) {
    return creation == SchemaEdit.Creation.REPLACING;
  }
}
