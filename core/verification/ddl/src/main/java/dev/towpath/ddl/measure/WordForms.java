package dev.towpath.ddl.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * The forms of statements in which a word of the grammar may be a name. {@code %1$s} is the word. A
 * form that begins with {@code w:} or {@code c:} needs a table or a column of that name.
 */
final class WordForms {
  private static final List<String> FORMS =
      List.of(
          "CREATE TABLE %1$s (id INT PRIMARY KEY, x TEXT)",
          "CREATE TABLE m.%1$s (id INT)",
          "CREATE TABLE IF NOT EXISTS %1$s (id INT)",
          "CREATE TABLE x (%1$s INT, id INT)",
          "CREATE TABLE x (id INT, %1$s VARCHAR(5) NOT NULL, PRIMARY KEY (%1$s))",
          "CREATE TABLE x (id INT, %1$s INT PRIMARY KEY DEFAULT 5 COMMENT 'c')",
          "CREATE TABLE x (id INT, KEY %1$s (id), a INT)",
          "CREATE TABLE x (id INT, a INT, CONSTRAINT %1$s UNIQUE (id))",
          "CREATE TABLE x (id INT, a INT, UNIQUE INDEX %1$s (id))",
          "CREATE TABLE x (%1$s INT, CHECK (%1$s > 1), b INT)",
          "CREATE TABLE x (b INT, a INT AS (b + 1), CONSTRAINT %1$s CHECK (b > 1))",
          "CREATE TABLE x (b INT) PARTITION BY HASH (b) (PARTITION %1$s)",
          "CREATE TABLE %1$s LIKE t",
          "w:CREATE TABLE x LIKE %1$s",
          "w:CREATE TABLE x (LIKE %1$s)",
          "w:ALTER TABLE %1$s ADD c INT",
          "w:ALTER TABLE m.%1$s ADD c INT",
          "ALTER TABLE t ADD %1$s INT",
          "ALTER TABLE t ADD COLUMN %1$s INT FIRST",
          "c:ALTER TABLE t ADD c INT AFTER %1$s",
          "ALTER TABLE t ADD (%1$s INT, c INT)",
          "c:ALTER TABLE t DROP %1$s",
          "c:ALTER TABLE t DROP COLUMN %1$s",
          "c:ALTER TABLE t CHANGE %1$s c INT",
          "ALTER TABLE t CHANGE a %1$s INT",
          "c:ALTER TABLE t CHANGE COLUMN %1$s %1$s BIGINT",
          "c:ALTER TABLE t MODIFY %1$s BIGINT",
          "c:ALTER TABLE t MODIFY COLUMN a INT AFTER %1$s",
          "c:ALTER TABLE t ALTER %1$s SET DEFAULT 1",
          "c:ALTER TABLE t RENAME COLUMN %1$s TO c",
          "ALTER TABLE t RENAME COLUMN a TO %1$s",
          "ALTER TABLE t RENAME %1$s",
          "ALTER TABLE t RENAME TO %1$s",
          "ALTER TABLE t RENAME AS m.%1$s",
          "ALTER TABLE t RENAME INDEX k TO %1$s",
          "ALTER TABLE t ADD INDEX %1$s (a)",
          "ALTER TABLE t ADD CONSTRAINT %1$s UNIQUE (a), ADD c INT",
          "c:ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, %1$s)",
          "w:RENAME TABLE %1$s TO x",
          "RENAME TABLE t TO %1$s",
          "RENAME TABLE t TO m.%1$s",
          "w:DROP TABLE %1$s",
          "w:DROP TABLE IF EXISTS nothing, %1$s",
          "CREATE INDEX %1$s ON t (a)",
          "w:CREATE INDEX i ON %1$s (id)",
          "c:CREATE INDEX i ON t (%1$s)",
          "w:TRUNCATE %1$s",
          "CREATE DATABASE %1$s");

  private WordForms() {}

  /**
   * A statement and its set-up.
   *
   * @param setup statements that create its tables
   * @param sql the statement
   */
  record Case(List<String> setup, String sql) {}

  /** Returns the statements for one word. */
  static List<Case> of(String word) {
    List<Case> cases = new ArrayList<>();
    for (String form : FORMS) {
      String name = '`' + word + '`';
      List<String> setup = new ArrayList<>();
      String column = form.startsWith("c:") ? ", " + name + " INT NOT NULL DEFAULT 0" : "";
      setup.add(
          "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(5), KEY k (a)" + column + ")");
      if (form.startsWith("w:")) {
        setup.add("CREATE TABLE " + name + " (id INT PRIMARY KEY, a INT)");
      }
      String sql = form.startsWith("w:") || form.startsWith("c:") ? form.substring(2) : form;
      cases.add(new Case(setup, sql.formatted(word)));
    }
    return cases;
  }
}
