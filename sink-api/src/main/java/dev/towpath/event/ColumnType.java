package dev.towpath.event;

/**
 * The data types of MySQL and MariaDB columns. {@link Row} lists the Java type of the values of
 * each.
 */
public enum ColumnType {
  /** {@code TINYINT}, {@code BOOL}. */
  TINYINT,
  /** {@code SMALLINT}. */
  SMALLINT,
  /** {@code MEDIUMINT}. */
  MEDIUMINT,
  /** {@code INT}. */
  INT,
  /** {@code BIGINT}. */
  BIGINT,
  /** {@code DECIMAL}, {@code NUMERIC}. */
  DECIMAL,
  /** {@code FLOAT}. */
  FLOAT,
  /** {@code DOUBLE}, {@code REAL}. */
  DOUBLE,
  /** {@code BIT}. */
  BIT,
  /** {@code YEAR}. */
  YEAR,
  /** {@code DATE}. */
  DATE,
  /** {@code TIME}. */
  TIME,
  /** {@code DATETIME}. */
  DATETIME,
  /** {@code TIMESTAMP}. */
  TIMESTAMP,
  /** {@code CHAR}. */
  CHAR,
  /** {@code VARCHAR}. */
  VARCHAR,
  /** {@code BINARY}. */
  BINARY,
  /** {@code VARBINARY}. */
  VARBINARY,
  /** {@code TINYTEXT}. */
  TINYTEXT,
  /** {@code TEXT}. */
  TEXT,
  /** {@code MEDIUMTEXT}. */
  MEDIUMTEXT,
  /** {@code LONGTEXT}. */
  LONGTEXT,
  /** {@code TINYBLOB}. */
  TINYBLOB,
  /** {@code BLOB}. */
  BLOB,
  /** {@code MEDIUMBLOB}. */
  MEDIUMBLOB,
  /** {@code LONGBLOB}. */
  LONGBLOB,
  /** {@code ENUM}. */
  ENUM,
  /** {@code SET}. */
  SET,
  /** {@code JSON}. */
  JSON,
  /** {@code GEOMETRY} and its subtypes. */
  GEOMETRY,
  /** {@code VECTOR}. */
  VECTOR
}
